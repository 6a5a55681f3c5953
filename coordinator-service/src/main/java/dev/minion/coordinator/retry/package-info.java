/** Retry policies as clients write them, of new tasks and of those that are changed. */
@NullMarked
@CheckReturnValue
package dev.minion.coordinator.retry;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
