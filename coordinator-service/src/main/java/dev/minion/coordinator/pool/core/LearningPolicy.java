package dev.minion.coordinator.pool.core;

/**
 * The numbers of learning.
 *
 * @param window how many attempts of a worker at a type count at most
 * @param halfLifeNanos after this long knowledge counts for half
 * @param pairs of worker and type that are known at most
 */
public record LearningPolicy(int window, long halfLifeNanos, int pairs) {

    /** That of the settings' defaults. */
    public static final LearningPolicy USUAL = new LearningPolicy(64, 60_000_000_000L, 100_000);
}
