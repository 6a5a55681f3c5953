package dev.minion.dedup.statistics;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;

/**
 * How long round trips took over the last minute, in buckets that grow by at most a quarter, so
 * that a quantile is at most a quarter too high. One call is recorded, not one item: a lock is
 * cheap enough.
 */
public final class RoundTrips {

    private static final int SLICES = 6;
    private static final long SLICE_MILLIS = 10_000;
    private static final int STEPS = 4;
    private static final int BUCKETS = 40 * STEPS;

    private final InstantSource clock;
    private final long[][] counts = new long[SLICES][BUCKETS];
    private final long[] sliceNumbers = new long[SLICES];

    public RoundTrips(InstantSource clock) {
        this.clock = clock;
    }

    /** Records one. */
    public synchronized void record(Duration time) {
        counts[currentSlice()][bucketOf(Math.max(1, time.toNanos() / 1_000))]++;
    }

    /** The time within which the given share (0 to 1) of the calls ended; zero without calls. */
    public synchronized Duration quantile(double share) {
        long[] sums = sums();
        long wanted = (long) Math.ceil(Arrays.stream(sums).sum() * share);
        if (wanted == 0) {
            return Duration.ZERO;
        }
        long seen = 0;
        int bucket = 0;
        while (bucket < BUCKETS - 1 && seen + sums[bucket] < wanted) {
            seen += sums[bucket++];
        }
        return Duration.ofNanos(upperMicros(bucket) * 1_000);
    }

    private long[] sums() {
        long newest = clock.millis() / SLICE_MILLIS;
        long[] sums = new long[BUCKETS];
        for (int slice = 0; slice < SLICES; slice++) {
            for (int b = 0; b < BUCKETS && newest - sliceNumbers[slice] < SLICES; b++) {
                sums[b] += counts[slice][b];
            }
        }
        return sums;
    }

    private int currentSlice() {
        long number = clock.millis() / SLICE_MILLIS;
        int slice = (int) (number % SLICES);
        if (sliceNumbers[slice] != number) {
            sliceNumbers[slice] = number;
            Arrays.fill(counts[slice], 0);
        }
        return slice;
    }

    /** Four buckets for each power of two: the exponent, and the two bits below the first. */
    private static int bucketOf(long micros) {
        int exponent = 63 - Long.numberOfLeadingZeros(micros);
        int step = exponent < 2 ? 0 : (int) (micros >>> (exponent - 2)) & (STEPS - 1);
        return Math.min(exponent * STEPS + step, BUCKETS - 1);
    }

    private static long upperMicros(int bucket) {
        int exponent = bucket / STEPS;
        int step = bucket % STEPS;
        return exponent < 2 ? 1L << (exponent + 1) : (long) (STEPS + step + 1) << (exponent - 2);
    }
}
