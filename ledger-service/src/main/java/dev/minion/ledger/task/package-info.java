/**
 * Tasks as clients see them: created, read, listed, changed on request.
 *
 * <h2>Creation</h2>
 *
 * <p>Natural batching: calls queue up, bounded in tasks; a free writer takes all that has queued,
 * up to a limit, into one transaction, and a lone call is written at once. An answer is given only
 * after the commit. The ids are the caller's, so that everything here may be run again: after a
 * deadlock, after a commit whose outcome is unknown, or because a call was repeated.
 *
 * <p>Where Postgres refuses a value, the batch is halved until the submission is found, and then,
 * with trial inserts that are rolled back, its items; only they get a problem.
 *
 * <p>The rows of dependencies outside the submission are locked before the new tasks are written,
 * with the status that they have under that lock. So a dependency that ends at the same moment has
 * either ended before, and is counted, or waits for this commit and then finds its new dependant.
 * So it is with parents that have a policy for their children: a child of one that has ended is
 * born cancelled. Such a parent is held first, as it is when it ends; one without a policy is only
 * looked at, and what becomes of it is nothing to its children.
 *
 * <h2>Edits</h2>
 *
 * <p>Edits that wait together are one statement, a transaction by itself, which touches only what
 * may be edited and gives it whole ({@link dev.minion.ledger.lane.Lanes}). What is left untouched
 * is read afterwards and refused for what it is by then: that is as if the edit had come at that
 * moment. An edit against which nothing is to be said any more is tried again.
 *
 * <h2>Revival and dead letters</h2>
 *
 * <p>An ended task runs again with the next attempt and a fresh budget, alone or with many ({@link
 * dev.minion.ledger.task.Revival}). A dead task is a dead letter until somebody has discarded the
 * very attempt in which it died: so one that dies again is a dead letter again, and nothing has to
 * be taken back. Edits and discards move no task; the timeline keeps them as remarks.
 *
 * <h2>Lists</h2>
 *
 * <p>A page has a price: it looks at a bounded number of tasks, in the order of an index, and where
 * that does not fill it, its cursor leads on. So no list has to have an index of its own, which
 * every task would pay for; what indexes there are is said in {@link
 * dev.minion.ledger.task.ListSource}. Candidates are looked at without reading them whole, and all
 * statements of a page see one snapshot. Before that, one statement tries to fill the page with
 * what comes next: most lists are of that kind ({@link dev.minion.ledger.task.FirstLook}).
 */
@NullMarked
@CheckReturnValue
package dev.minion.ledger.task;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
