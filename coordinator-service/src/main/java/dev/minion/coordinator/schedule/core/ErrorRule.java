package dev.minion.coordinator.schedule.core;

import dev.minion.contracts.ledger.PauseTarget;
import java.util.UUID;

/**
 * From which part of failures on something is paused.
 *
 * @param target without its type, key or namespace it holds for each by itself
 * @param errorRate above 0 and at most 1
 * @param minAttempts that must have ended in the window
 * @param windowNanos of which the attempts are counted
 * @param pauseMillis how long the pause is; 0: until somebody ends it
 */
public record ErrorRule(
        UUID id,
        PauseTarget target,
        double errorRate,
        int minAttempts,
        long windowNanos,
        long pauseMillis) {}
