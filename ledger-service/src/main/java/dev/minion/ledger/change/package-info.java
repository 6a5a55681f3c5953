/**
 * Follows what becomes of all tasks, in one order, from any point.
 *
 * <p>Every statement that moves tasks appends to the log which ones, in the same transaction
 * ({@code transition.ChangeLog}); what a change was is read from the task's row and its history. A
 * change's position is the number of its row of the log, and its place within.
 *
 * <p><b>Order.</b> A number is drawn while the tasks' rows are held. So the changes of one task
 * have rising numbers, although transactions that began earlier may come later: times, and ids of
 * transactions, do not have this.
 *
 * <p><b>Nothing comes late.</b> Numbers are not drawn in the order of commits: 7 may be seen while
 * 6 is still under way. So nothing is given beyond the {@link dev.minion.ledger.change.Frontier
 * frontier}, below which nothing is under way any more. It is found thus: read the greatest number
 * that can be seen, N; then read who holds the lock under which numbers are drawn. Whoever drew a
 * number below N did so before N was drawn, hence before both readings, under a lock that lasts
 * until the end of its transaction: it has either ended, and what it wrote can be seen, or it is
 * among those found. When the last of those has ended, the frontier is N. A transaction that takes
 * long holds the feed up, and tears no hole into it; one that writes no tasks holds up nothing.
 *
 * <p><b>Nothing is doubled</b> by the log. A consumer that stores the position with what it made of
 * a change sees each once; one that stores it later sees some again.
 *
 * <p>Changes of tasks that were purged or deleted are gone with them. Of the log, what is older
 * than it has to be is forgotten ({@link dev.minion.ledger.change.Forgetting}); a position before
 * that is refused, and so is one from before a restore of the database, which has undone changes.
 */
@NullMarked
@CheckReturnValue
package dev.minion.ledger.change;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
