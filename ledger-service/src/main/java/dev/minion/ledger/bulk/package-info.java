/**
 * One action on all tasks of a filter, as a job (issue "bulk"): cancel, retry, replay, pause,
 * resume, reprioritise, discard.
 *
 * <h2>One page, one transaction</h2>
 *
 * A job is a row with a cursor. A step looks for the next tasks of the filter, in the order of
 * their creation and among those that were there when the job began. Then one transaction takes
 * hold of the job where its cursor is still the same, takes hold of those tasks that still fit the
 * filter, acts on them by the rules that hold for each of them alone, and moves the cursor.
 *
 * <h2>What can go wrong</h2>
 *
 * <ul>
 *   <li>The ledger dies, at any moment: either the page and the cursor were committed, or neither.
 *       No task is acted on twice, and any replica goes on within moments.
 *   <li>Two replicas take the same page: the second finds the job held or its cursor moved, and
 *       does nothing.
 *   <li>A task has changed since it was looked for: the filter is held against it once more, with
 *       its row in hand. It is not acted on where it fits no longer.
 *   <li>The rules refuse a task: it is counted with its reason, and the job goes on.
 *   <li>The database refuses a page for something in it: the page is done again task by task, and
 *       what is refused alone is passed over and counted.
 * </ul>
 *
 * <h2>Pace</h2>
 *
 * Each page moves the time of the next by as long as its tasks are to take. What a job falls behind
 * it makes up for, by no more than a second's worth.
 */
@NullMarked
@CheckReturnValue
package dev.minion.ledger.bulk;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
