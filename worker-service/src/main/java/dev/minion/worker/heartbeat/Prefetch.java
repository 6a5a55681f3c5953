package dev.minion.worker.heartbeat;

/**
 * How many attempts beyond its capacity a worker asks for: what it ended within the last quarter of
 * a second. The way from an end to the next assignment leads through the log twice; meanwhile a
 * worker with short handlers would stand idle.
 */
final class Prefetch {

    private static final long AHEAD_NANOS = 250_000_000L;

    private final int limit;
    private long endedBefore;
    private long before;
    private int wanted;

    /**
     * Nothing was ended yet.
     *
     * @param limit the most that is ever asked for
     */
    Prefetch(int limit, long nowNanos) {
        this.limit = limit;
        this.before = nowNanos;
    }

    /**
     * What to ask for now; it falls by half at most from one time to the next.
     *
     * @param ended attempts that have ended since the start
     */
    int wanted(long ended, long nowNanos) {
        long elapsed = Math.max(1, nowNanos - before);
        double recent = (double) (ended - endedBefore) * AHEAD_NANOS / elapsed;
        int half = wanted / 2;
        wanted = (int) Math.min(limit, Math.max(recent, half));
        endedBefore = ended;
        before = nowNanos;
        return wanted;
    }
}
