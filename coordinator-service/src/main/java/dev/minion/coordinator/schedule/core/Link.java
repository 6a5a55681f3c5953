package dev.minion.coordinator.schedule.core;

/**
 * Whether silence means anything. When the log is away, or this process was stopped, nobody is
 * heard and everybody is alive. So leases and deadlines only run while the log is proven to work:
 * by heartbeats, or where there are none by a record of our own that became durable.
 */
final class Link {

    private final long probeNanos;
    private long provenAt;
    private long probedAt;
    private boolean probePending;

    Link(long probeNanos, long now) {
        this.probeNanos = probeNanos;
        this.provenAt = now;
        this.probedAt = now;
    }

    /**
     * A sign of life.
     *
     * @return true where it was the first after a silence: all deadlines begin anew. That is a
     *     shorter one than it takes to stop deadlines, or what was heard in the midst of two
     *     silences would have the leases of all others end in the second.
     */
    boolean proven(long now) {
        boolean restored = now - provenAt > probeNanos + probeNanos / 3;
        provenAt = now;
        return restored;
    }

    void probeAnswered() {
        probePending = false;
    }

    /** True where deadlines count: the last proof is at most one probe late. */
    boolean isProven(long now) {
        return now - provenAt <= 2 * probeNanos;
    }

    /** True where a probe is due; it counts as sent. */
    boolean probe(long now) {
        if (probePending || now - provenAt < probeNanos || now - probedAt < probeNanos) {
            return false;
        }
        probePending = true;
        probedAt = now;
        return true;
    }
}
