/**
 * Copies of the whole ledger in one file, and the way back (requirement L8). Both need nothing but
 * the database, and run without the service; what is here may block.
 *
 * <p><b>The backup</b> is one snapshot of all tables that hold work: not Liquibase's, which say how
 * the database came to its schema, and not the purges', which say what is under way in this one.
 * While it is taken, work goes on and the schema stands still. The file appears under its name when
 * it is whole and on disk, and never before.
 *
 * <p><b>The restore</b> reads the file to its end before it touches anything, and then replaces all
 * tables in one transaction: killed at any moment, it has not happened. Between backup and restore
 * the world went on, and what it still says must not be believed:
 *
 * <ul>
 *   <li>Workers report on attempts that the ledger had issued. The epoch is raised above every one
 *       that this database or the backup's has seen, and each open attempt is given back with it;
 *       tasks that wait get it too, for their next attempt. No fence from before is valid any more,
 *       so a late report is stale (law 4). The work that such an attempt has done is done again;
 *       the stable key of the task lets targets see that.
 *   <li>Clients know versions of tasks. A version never falls, so that none of them takes the older
 *       state for the one it knew.
 *   <li>Clients hold cursors over sequences. These go on after the highest value that this database
 *       or the backup's has given out.
 *   <li>Redis knows idempotency keys of tasks that are gone. A coordinator asks the ledger for the
 *       task before it believes a mark.
 *   <li>Clients were told that their work is accepted. What of it is not in the backup, or further
 *       on than there, is written to a report before anything is committed.
 * </ul>
 */
@NullMarked
package dev.minion.ledger.backup;

import org.jspecify.annotations.NullMarked;
