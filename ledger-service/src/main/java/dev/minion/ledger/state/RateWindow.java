package dev.minion.ledger.state;

import java.util.Arrays;

/**
 * How many have begun in the last stretches of time, and whether one more may. Time is cut into
 * stretches of a twentieth of the rate's period. No interval as long as the period touches more
 * than 21 of them, so none sees more than the limit begin where 21 together never do; and where all
 * is used, a twenty-first of it is what this costs.
 *
 * <p>Mutable, for one transaction.
 */
public final class RateWindow {

    private static final int PARTS = 20;
    private static final int STRETCHES = PARTS + 1;

    private final long limit;
    private final long perMs;
    private final long stretchMs;
    private long latest;
    private final int[] counts;

    private RateWindow(long limit, long perMs, long latest, int[] counts) {
        this.limit = limit;
        this.perMs = perMs;
        this.stretchMs = stretch(perMs);
        this.latest = latest;
        this.counts = counts;
    }

    private static long stretch(long perMs) {
        return Math.max(1, (perMs + PARTS - 1) / PARTS);
    }

    /** None has begun. */
    public static RateWindow empty(long limit, long perMs, long nowMs) {
        return new RateWindow(limit, perMs, nowMs / stretch(perMs), new int[STRETCHES]);
    }

    /**
     * As it was stored. Where the period was another one, all that had begun counts as just begun:
     * sooner too few than too many.
     */
    public static RateWindow stored(
            long limit, long perMs, long storedPerMs, long latest, Integer[] stored, long nowMs) {
        RateWindow window = empty(limit, perMs, nowMs);
        if (storedPerMs != perMs || stored.length != STRETCHES) {
            long sum = Arrays.stream(stored).mapToLong(Integer::longValue).sum();
            window.counts[0] = (int) Math.min(Integer.MAX_VALUE, sum);
            return window;
        }
        for (int i = 0; i < STRETCHES; i++) {
            window.counts[i] = stored[i];
        }
        window.latest = latest;
        window.forward(nowMs);
        return window;
    }

    /** A clock that went back counts as one that stands still. */
    private void forward(long nowMs) {
        long now = nowMs / stretchMs;
        if (now <= latest) {
            return;
        }
        int by = (int) Math.min(STRETCHES, now - latest);
        System.arraycopy(counts, 0, counts, by, STRETCHES - by);
        Arrays.fill(counts, 0, by, 0);
        latest = now;
    }

    private long begun() {
        return Arrays.stream(counts).asLongStream().sum();
    }

    /** One begins, where it may. */
    public boolean begin() {
        if (begun() >= limit) {
            return false;
        }
        counts[0]++;
        return true;
    }

    /** After how long one more may begin, unless others do. */
    public long retryAfterMs(long nowMs) {
        for (int i = STRETCHES - 1; i >= 0; i--) {
            if (counts[i] > 0) {
                return Math.max(1, (latest - i + STRETCHES) * stretchMs - nowMs);
            }
        }
        return 1;
    }

    public long perMs() {
        return perMs;
    }

    public long latest() {
        return latest;
    }

    /** The newest stretch first. */
    public Integer[] counts() {
        return Arrays.stream(counts).boxed().toArray(Integer[]::new);
    }
}
