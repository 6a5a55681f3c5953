/** What every HTTP request and answer has: trace context, a size limit, a namespace, a form. */
@NullMarked
@CheckReturnValue
package dev.minion.coordinator.http;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
