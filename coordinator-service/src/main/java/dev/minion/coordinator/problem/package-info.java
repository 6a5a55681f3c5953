/**
 * Refusals, as RFC 9457 wants them told. Every failure that leaves this service, from a path that
 * does not exist to a ledger that does not answer, has the same shape and a stable code.
 */
@NullMarked
@CheckReturnValue
package dev.minion.coordinator.problem;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
