package dev.minion.ledger.retention;

import java.time.Duration;
import java.util.Optional;

/** A configuration by hand. */
record Settings(
        boolean autoPurge,
        Duration purgeInterval,
        Duration retainDuration,
        int batchTasks,
        long batchBytes)
        implements RetentionConfig {

    static final Settings PLAIN =
            new Settings(false, Duration.ofHours(1), Duration.ofDays(30), 1_000, 1 << 22);

    @Override
    public Optional<String> archiveDir() {
        return Optional.empty();
    }

    @Override
    public Duration shortestPause() {
        return Duration.ofMillis(20);
    }

    @Override
    public Duration longestPause() {
        return Duration.ofSeconds(5);
    }

    @Override
    public Duration lookEvery() {
        return Duration.ofSeconds(1);
    }
}
