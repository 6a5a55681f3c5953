/** Which task goes to which worker, and when. */
@NullMarked
@CheckReturnValue
package dev.minion.coordinator.schedule;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
