/**
 * Statistics. Counts are kept by the statements that change tasks, so that they are read and not
 * counted: each of those appends deltas ({@link dev.minion.ledger.transition.CountDeltas}), which
 * {@link dev.minion.ledger.stats.Compaction} adds up every second. Now and then {@link
 * dev.minion.ledger.stats.CountCheck} counts all the same, and corrects what it finds. The oldest
 * open task is looked up in the indexes of those that are ready, run, or are scheduled.
 *
 * <p>Rates and latencies of the last minute come from this replica's own memory, because Postgres
 * would need one more index on the hot path to answer them. With several replicas each tells of the
 * tasks that it folded.
 */
@NullMarked
package dev.minion.ledger.stats;

import org.jspecify.annotations.NullMarked;
