package dev.minion.coordinator.pool;

import java.time.Instant;

/**
 * A worker's breaker for one type of task, where it is not closed.
 *
 * @param state {@code open} or {@code half_open}
 * @param failureRate which part of its attempts had failed when it opened
 * @param attempts how many those were
 * @param retryAt when it is tried again, or was for the first time
 */
public record BreakerView(
        String type, String state, double failureRate, int attempts, Instant retryAt) {}
