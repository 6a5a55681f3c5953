/** The history of progress records of a task, which goes when its task goes. */
@NullMarked
@CheckReturnValue
package dev.minion.ledger.progress;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
