/**
 * Folds what workers report into Postgres (architecture, step 5).
 *
 * <h2>One batch, one transaction</h2>
 *
 * Two lanes are two members of one group; each takes a batch, writes it and only then lets its
 * position move. The reports of a task are taken together, in order, and only the last state is
 * written. The common case, attempts that completed, needs no look at the row: one statement names
 * id, epoch, attempt and the statuses in which the attempt is out, and says which rows it touched.
 * The rest is locked, decided by {@link dev.minion.ledger.state.AttemptRules} and written; a
 * completion that touched no row joins the rest, where the rules tell a duplicate from a stale one.
 *
 * <h2>What can go wrong</h2>
 *
 * <ul>
 *   <li>Postgres is away, or a commit's outcome is unknown: the stage fails and the batch comes
 *       again. What had been committed is a duplicate then.
 *   <li>The process dies between commit and publication: the batch comes again, the duplicates are
 *       recognised, and their outcomes are published after all.
 *   <li>A record that cannot be decoded, or that Postgres refuses, is found by bisection and parked
 *       in the dead letters; the rest goes on.
 *   <li>An output that cannot be kept (size, not JSON, U+0000) fails its attempt instead.
 * </ul>
 */
@NullMarked
@CheckReturnValue
package dev.minion.ledger.fold;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
