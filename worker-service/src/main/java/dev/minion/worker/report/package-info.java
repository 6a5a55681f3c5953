/**
 * Tells the ledger what became of attempts.
 *
 * <p>Natural batching: one publication is under way at a time, and the next takes all that has
 * queued up meanwhile. So a lone task is told at once, and a flood in large batches. A task that
 * ended before its start was told needs one record. What does not get through is told again until
 * it does; until then the attempt keeps its slot, which bounds what waits.
 */
@NullMarked
package dev.minion.worker.report;

import org.jspecify.annotations.NullMarked;
