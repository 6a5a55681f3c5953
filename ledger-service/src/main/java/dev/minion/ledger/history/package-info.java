/**
 * What became of a task, step by step, for those who ask later. The row itself tells its creation
 * and an end to which nothing but the worker's report led, the rows of its dependencies when the
 * last of them let it go; every other transition was kept by the transaction that made it ({@code
 * transition.HistoryRows}). So the hot path writes nothing for it.
 */
@NullMarked
@CheckReturnValue
package dev.minion.ledger.history;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
