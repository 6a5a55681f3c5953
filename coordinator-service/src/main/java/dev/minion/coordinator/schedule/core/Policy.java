package dev.minion.coordinator.schedule.core;

import java.util.Map;

/**
 * The numbers of the scheduling rules. Times are nanoseconds.
 *
 * @param partitions how many task partitions there are
 * @param window the most tasks that wait here per partition
 * @param inlineBytes inputs that waiting tasks may keep in memory, of all partitions together
 * @param recents how many ended attempts are remembered
 * @param confirmNanos an assignment that no heartbeat named for this long is lost
 * @param lostNanos a running attempt that its living worker no longer names for this long is lost
 * @param partingNanos what a stopped worker left behind is lost after this
 * @param runGraceNanos how long after the run timeout the coordinator steps in
 * @param listenNanos how long a new owner listens before it assigns
 * @param reconcileNanos how often an owner reads what it does not hold, unless that takes long
 * @param retryNanos pause after a failed publish, page, release
 * @param jitterNanos releases of one dead worker spread over this
 * @param releasesPerTick the most releases asked for in one tick
 * @param probeNanos without any heartbeat for this long the log itself is probed; less than half of
 *     a lease, so that no lease ends on a silence that was the log's
 * @param patienceNanos how long a task of several slots waits for a worker that has them, before it
 *     goes to one where it waits for those that run
 * @param namespaceWeights how much namespaces weigh where they compete; the others weigh 1
 */
public record Policy(
        int partitions,
        int window,
        long inlineBytes,
        int recents,
        long confirmNanos,
        long lostNanos,
        long partingNanos,
        long runGraceNanos,
        long listenNanos,
        long reconcileNanos,
        long retryNanos,
        long jitterNanos,
        int releasesPerTick,
        long probeNanos,
        long patienceNanos,
        Map<String, Double> namespaceWeights) {

    /**
     * The share of a window that tasks may fill for which no living worker exists; and those that
     * share a routing.
     */
    int unservable() {
        return Math.max(1, window / 4);
    }
}
