package dev.minion.ledger.telemetry;

import java.util.Arrays;

/**
 * A histogram over the last sixty seconds: one row of buckets a second, buckets a factor of 2^(1/8)
 * apart, so that a percentile is off by at most 9 %. Bounded, whatever the rate. Not thread-safe.
 */
public final class LastMinute {

    private static final int SECONDS = 60;
    private static final int STEPS = 8;

    /** From 1 us to 2^36 us, which is 19 hours. */
    private static final int BUCKETS = 36 * STEPS;

    private final int[][] counts = new int[SECONDS][BUCKETS];
    private final long[] failures = new long[SECONDS];
    private final long[] second = new long[SECONDS];

    void completed(long nowUs, long latencyUs) {
        counts[row(nowUs)][bucket(latencyUs)]++;
    }

    void failed(long nowUs) {
        failures[row(nowUs)]++;
    }

    private int row(long nowUs) {
        long now = nowUs / 1_000_000;
        int row = (int) (now % SECONDS);
        if (second[row] != now) {
            second[row] = now;
            Arrays.fill(counts[row], 0);
            failures[row] = 0;
        }
        return row;
    }

    private static int bucket(long us) {
        double step = Math.log((double) Math.max(1, us)) / Math.log(2) * STEPS;
        return Math.clamp(Math.round(step), 0, BUCKETS - 1);
    }

    /** What is known of the minute before now. */
    Summary summary(long nowUs) {
        long now = nowUs / 1_000_000;
        long[] all = new long[BUCKETS];
        long failed = 0;
        for (int row = 0; row < SECONDS; row++) {
            if (now - second[row] < SECONDS) {
                failed += failures[row];
                for (int b = 0; b < BUCKETS; b++) {
                    all[b] += counts[row][b];
                }
            }
        }
        long completed = Arrays.stream(all).sum();
        return new Summary(
                (double) completed / SECONDS,
                (double) failed / SECONDS,
                percentile(all, completed, 0.50),
                percentile(all, completed, 0.95),
                percentile(all, completed, 0.99));
    }

    private static double percentile(long[] all, long total, double share) {
        long rank = (long) Math.ceil((double) total * share);
        long seen = 0;
        for (int b = 0; b < BUCKETS && total > 0; b++) {
            seen += all[b];
            if (seen >= rank) {
                return Math.pow(2, b / (double) STEPS) / 1_000;
            }
        }
        return 0;
    }

    /** Rates a second, latencies in milliseconds. */
    public record Summary(
            double completedPerS, double failedPerS, double p50, double p95, double p99) {}
}
