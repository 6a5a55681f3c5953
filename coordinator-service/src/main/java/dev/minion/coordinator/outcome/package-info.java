/**
 * What the ledger accepted, as it happens. Every coordinator hears every change: the record on
 * {@code tasks.outcomes} wakes whoever waits, and the ledger's row stays the truth. A lost record
 * therefore delays someone by the slow re-read of {@code task}, and harms nobody.
 */
@NullMarked
@CheckReturnValue
package dev.minion.coordinator.outcome;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
