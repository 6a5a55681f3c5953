/**
 * One action on all tasks of a filter. The ledger does the work, page by page; here requests are
 * read and jobs told of.
 */
@NullMarked
@CheckReturnValue
package dev.minion.coordinator.bulk;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
