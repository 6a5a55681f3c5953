package dev.minion.benchmarks.http;

/**
 * When requests are due, at an even pace from 0: no matter what became of those before.
 *
 * @param perSecond requests
 * @param count of all of them
 */
public record Schedule(double perSecond, int count) {

    private static final double NANOS_PER_SECOND = 1e9;

    /** As many as are due in the given time. */
    public static Schedule over(double perSecond, double seconds) {
        return new Schedule(perSecond, (int) Math.max(1, Math.round(perSecond * seconds)));
    }

    /** When a request is due, in nanoseconds from the start; the first one is number 0. */
    public long dueNanos(int number) {
        return Math.round(number * (NANOS_PER_SECOND / perSecond));
    }

    /** Nanoseconds from the start to the end of the last request's share of the time. */
    public long endNanos() {
        return dueNanos(count);
    }
}
