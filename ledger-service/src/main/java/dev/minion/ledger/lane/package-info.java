/**
 * Natural batching of what changes single tasks, the order of each task kept.
 *
 * <p>Work is spread over a few lanes by the task that it is for, and each lane does one batch at a
 * time: all that has queued up while the last one was under way, a task at most once. So a lone
 * piece of work is done at once, a flood costs few statements, and what comes for one task is done
 * in the order in which it came. There is no timer.
 *
 * <p>A batch that met another transaction is done again; where Postgres refuses a value it is
 * halved until the one is found that will not do, and only that one fails. What has been answered
 * is not done again.
 */
@NullMarked
@CheckReturnValue
package dev.minion.ledger.lane;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
