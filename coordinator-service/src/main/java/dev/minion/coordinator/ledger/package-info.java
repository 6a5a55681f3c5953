/**
 * Calls to the ledger. An error does not tell whether the ledger did what it was asked (law 2), so
 * a call is made again until it gets an answer or its patience ends; every call is one that may be
 * repeated. Expected refusals are no errors: they come as a problem inside the answer.
 */
@NullMarked
@CheckReturnValue
package dev.minion.coordinator.ledger;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
