/** The workers as clients see them. */
@NullMarked
@CheckReturnValue
package dev.minion.coordinator.worker;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
