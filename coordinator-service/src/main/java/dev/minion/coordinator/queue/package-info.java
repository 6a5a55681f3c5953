/** The queues of tasks by key: what waits, what runs, and what may. */
@NullMarked
@CheckReturnValue
package dev.minion.coordinator.queue;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
