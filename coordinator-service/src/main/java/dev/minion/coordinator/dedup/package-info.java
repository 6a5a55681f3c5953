/**
 * Calls to the dedup service, which may be away at any time: a call has 100 ms, a breaker spares a
 * service that does not answer, and every failure means "nothing is known".
 */
@NullMarked
@CheckReturnValue
package dev.minion.coordinator.dedup;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
