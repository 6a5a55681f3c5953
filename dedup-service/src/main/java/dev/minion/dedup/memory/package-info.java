/** Marks within one process: for tests, and for a stack with a single dedup service. */
@NullMarked
@CheckReturnValue
package dev.minion.dedup.memory;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
