/**
 * Statistics: counts from Postgres, cached for as long as counting costs; rates and latencies of
 * the last minute from this replica's own memory, because Postgres would need one more index on the
 * hot path to answer them. With several replicas each tells of the tasks that it folded.
 */
@NullMarked
package dev.minion.ledger.stats;

import org.jspecify.annotations.NullMarked;
