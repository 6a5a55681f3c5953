package dev.minion.ledger.release;

import dev.minion.ledger.pause.Stretch;
import java.time.Duration;
import java.util.Collection;

/**
 * How long a ready task has waited to be started, and how long it may.
 *
 * @param mayUs its queue timeout
 * @param waitedUs since it became ready, without the time in which a pause covered it
 * @param pausedUs the time in which one did
 * @param paused whether one does now
 */
record QueueWait(long mayUs, long waitedUs, long pausedUs, boolean paused) {

    private static final long SHORTEST_US = Duration.ofSeconds(30).toNanos() / 1_000;

    /**
     * As it is now.
     *
     * @param sinceUs when it became ready
     */
    static QueueWait of(long mayUs, long sinceUs, long nowUs, Collection<Stretch> pauses) {
        long pausedUs = new Stretch(sinceUs, nowUs).covered(pauses);
        return new QueueWait(
                mayUs,
                nowUs - sinceUs - pausedUs,
                pausedUs,
                pauses.stream().anyMatch(pause -> pause.has(nowUs)));
    }

    /** Whether it has waited too long. */
    boolean over() {
        return waitedUs >= mayUs;
    }

    /**
     * After which time to look again. While a pause lasts nobody knows its end: each look is as far
     * off as the pause has lasted, within half a minute and the queue timeout, so that a long one
     * costs few looks. Before it has to end a task there is never one.
     */
    long nextLookUs() {
        long leftUs = mayUs - waitedUs;
        return paused ? Math.max(SHORTEST_US, Math.max(leftUs, Math.min(mayUs, pausedUs))) : leftUs;
    }
}
