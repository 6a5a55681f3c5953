/**
 * Large inputs and outputs on their way to the ledger and back, in chunks: each by a call of its
 * own that may be repeated, the next one after its answer.
 */
@NullMarked
@CheckReturnValue
package dev.minion.coordinator.payload;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
