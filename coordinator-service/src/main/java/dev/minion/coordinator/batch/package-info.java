/**
 * Natural batching: whoever may send takes all that has queued up while the last sending was under
 * way. There is no timer, so a lone item goes at once, and a flood shares its calls.
 */
@NullMarked
@CheckReturnValue
package dev.minion.coordinator.batch;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
