/**
 * Everything by which a task comes to run: pages of ready tasks for the owners of partitions, the
 * timer for tasks that are due, the release of lost attempts with the next fence, and the inputs
 * that were too large to travel with their records.
 *
 * <p>The timer is one step that anybody may call. Rows are taken with {@code for update skip
 * locked}, so that replicas share the work instead of queueing for it.
 *
 * <p>A pause covers however many ready tasks. None of them is touched when it begins or ends: the
 * timer finds those whose queue timeout is over by the clock, and puts off what a pause has kept,
 * by as much as is left ({@code QueueWait}).
 */
@NullMarked
@CheckReturnValue
package dev.minion.ledger.release;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
