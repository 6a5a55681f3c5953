/**
 * Receives commands.
 *
 * <p>A worker reads one partition of tasks.assigned by itself, without a group, from its end: an
 * earlier process's assignments are released by its lease. Few assignments come by a call instead
 * (docs/decisions/0018). Each batch is admitted to slots first, then claimed at dedup with one
 * call, then run. A claim that another worker holds is dropped. Where dedup does not answer within
 * its budget, the attempt runs: the ledger's fence lets only one result count.
 */
@NullMarked
package dev.minion.worker.assignment;

import org.jspecify.annotations.NullMarked;
