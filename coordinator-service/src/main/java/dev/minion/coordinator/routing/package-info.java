/**
 * Selectors of labels, as those who know Kubernetes expect them, and as routing uses them: pure
 * text and rules, known to who reads tasks as well as to who schedules them.
 */
@NullMarked
@CheckReturnValue
package dev.minion.coordinator.routing;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
