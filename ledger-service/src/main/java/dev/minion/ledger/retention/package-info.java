/**
 * What is kept, and for how long: purges, the archive that they fill first, restores from it, and
 * the report of sizes.
 *
 * <h2>A purge is one pass</h2>
 *
 * <p>Ids are UUIDv7, so the primary key is the order of creation, and what ended before a time was
 * created before it. A purge walks the key from its start up to that time, page by page, and needs
 * no index of its own. Its place is in its row, which moves in the transaction that removes the
 * page: a purge whose ledger was killed goes on there, at any replica, with nothing half removed.
 *
 * <p>For each page: look, lock what is old enough and not locked by another, ask what of it open
 * tasks still need, write the rest to the archive, delete it, move on, commit. The archive's file
 * is durable before the delete. Where the commit fails, the file stays, and tells of tasks that are
 * there: harmless, because a restore never touches a task that exists, and prefers the newest
 * purge's file where a task is in several.
 *
 * <h2>What stays</h2>
 *
 * <p>A task that is not terminal; one that an open task depends on, whose handler would miss its
 * output; the parent of an open task. Both are looked up by keys. A submission that names a page's
 * task as dependency meanwhile either holds that row already, and then the purge passes it over, or
 * finds it gone, and is refused.
 *
 * <p>An idempotency key that has not expired stays taken, as after the deletion of a single task:
 * one key means one task for its time to live.
 *
 * <p>A task that Postgres refuses to write out, whatever the reason, must not hold up all that
 * follow: its page is done again task by task, and the one is passed over, counted and logged.
 *
 * <h2>Messages</h2>
 *
 * <p>Messages between agents go in the same way along their own ids, without an archive. A sender
 * holds the row of its conversation until its commit; a purge that removes such a row looks again
 * at its position when it has it. Conversations that have a name keep their row: a reader that has
 * seen position 7 must never be shown a new 6.
 *
 * <h2>Where archives lie</h2>
 *
 * <p>In a directory or in a store that speaks S3; {@link ArchiveStore} says what a store has to
 * promise, and one suite of tests holds both to it. Their calls block, on virtual threads: a limit
 * of time can interrupt those in the middle of a write to a peer that has fallen silent, which it
 * cannot for other threads.
 *
 * <h2>One at a time</h2>
 *
 * <p>Each page is taken under a Postgres advisory lock for the transaction, so that replicas never
 * purge at once, and purges run one after the other. After a page there is a pause as long as the
 * page took, within bounds, so that at most half of a connection's time goes into it.
 */
@NullMarked
@CheckReturnValue
package dev.minion.ledger.retention;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
