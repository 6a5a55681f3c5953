/** Chooses the backend by configuration. */
@NullMarked
@CheckReturnValue
package dev.minion.dedup.backend;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
