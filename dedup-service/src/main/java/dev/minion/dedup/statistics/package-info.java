/** What dedup counts, for its own call and for the metrics. */
@NullMarked
@CheckReturnValue
package dev.minion.dedup.statistics;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
