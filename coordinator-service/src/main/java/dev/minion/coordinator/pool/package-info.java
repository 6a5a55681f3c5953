/** The workers that this coordinator knows, from their heartbeats. */
@NullMarked
@CheckReturnValue
package dev.minion.coordinator.pool;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
