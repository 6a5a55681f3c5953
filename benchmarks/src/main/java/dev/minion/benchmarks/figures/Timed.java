package dev.minion.benchmarks.figures;

/**
 * What the clock said of one measured part.
 *
 * @param tasks how many were done
 * @param nanos from the first request until all were done
 * @param latencies in nanoseconds: of each request, or of each task where they went one by one
 */
public record Timed(int tasks, long nanos, long[] latencies) {

    private static final double NANOS_PER_SECOND = 1e9;
    private static final double NANOS_PER_MILLI = 1e6;

    public double seconds() {
        return nanos / NANOS_PER_SECOND;
    }

    public double tasksPerSecond() {
        return tasks / seconds();
    }

    /** A percentile of the latencies, in milliseconds. */
    public double percentileMillis(double percent) {
        return Statistics.percentile(latencies, percent) / NANOS_PER_MILLI;
    }
}
