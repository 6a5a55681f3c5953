package dev.minion.coordinator.pool.core;

/**
 * The numbers of circuit breakers. Times are nanoseconds.
 *
 * @param enabled whether there are any
 * @param window how many of a worker's last attempts at a type count at most
 * @param windowNanos and not those that ended longer ago
 * @param minAttempts fewer of them say nothing
 * @param failureRate from this part of failures on a breaker opens
 * @param openNanos how long it is open the first time; each time after that twice as long
 * @param longestNanos but never longer; after as long in good order the doubling is forgotten
 * @param trials so many successes in a row close it again
 * @param pairs of worker and type that are watched at most
 */
public record BreakerPolicy(
        boolean enabled,
        int window,
        long windowNanos,
        int minAttempts,
        double failureRate,
        long openNanos,
        long longestNanos,
        int trials,
        int pairs) {

    /** That of the settings' defaults. */
    public static final BreakerPolicy USUAL =
            new BreakerPolicy(
                    true,
                    20,
                    60_000_000_000L,
                    10,
                    0.5,
                    10_000_000_000L,
                    300_000_000_000L,
                    3,
                    10_000);

    /** No breakers. */
    public static final BreakerPolicy OFF = new BreakerPolicy(false, 1, 1, 1, 1, 1, 1, 1, 0);
}
