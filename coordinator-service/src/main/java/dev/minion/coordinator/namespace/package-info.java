/** Namespaces keep apart what belongs to different users (invariant I12). */
@NullMarked
@CheckReturnValue
package dev.minion.coordinator.namespace;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
