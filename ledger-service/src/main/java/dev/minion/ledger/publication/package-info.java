/**
 * Tells the others what Postgres has committed: runnable tasks on tasks.ready, changes on
 * tasks.outcomes. Both are wake-up calls that may be lost or repeated; the rows are the truth, and
 * the owners of partitions read them again (law 5). So nothing here is waited for, except by the
 * fold, which would otherwise have no second chance to tell of an ended attempt.
 */
@NullMarked
package dev.minion.ledger.publication;

import org.jspecify.annotations.NullMarked;
