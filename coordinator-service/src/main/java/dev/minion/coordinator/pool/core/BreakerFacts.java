package dev.minion.coordinator.pool.core;

/**
 * A breaker that is not closed, for people.
 *
 * @param failureRate which part of the attempts had failed when it opened
 * @param attempts how many those were
 * @param retryAt when it is tried again, or was for the first time
 */
public record BreakerFacts(
        String workerId,
        String type,
        BreakerState state,
        double failureRate,
        int attempts,
        long retryAt) {}
