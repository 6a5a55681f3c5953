/** Counts, rates and latencies. */
@NullMarked
@CheckReturnValue
package dev.minion.coordinator.statistics;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
