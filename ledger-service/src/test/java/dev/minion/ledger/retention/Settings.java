package dev.minion.ledger.retention;

import java.time.Duration;
import java.util.Optional;

/** A configuration by hand. */
record Settings(
        boolean autoPurge,
        Duration purgeInterval,
        Duration retainDuration,
        int batchTasks,
        long batchBytes,
        Optional<String> archiveDir,
        S3Config archiveS3,
        Optional<Duration> messageRetainDuration)
        implements RetentionConfig {

    /** Without an archive. */
    Settings(
            boolean autoPurge,
            Duration purgeInterval,
            Duration retainDuration,
            int batchTasks,
            long batchBytes) {
        this(
                autoPurge,
                purgeInterval,
                retainDuration,
                batchTasks,
                batchBytes,
                Optional.empty(),
                new S3Settings(Optional.empty(), Duration.ofSeconds(20)),
                Optional.empty());
    }

    static final Settings PLAIN =
            new Settings(false, Duration.ofHours(1), Duration.ofDays(30), 1_000, 1 << 22);

    /** The same with another archive. */
    Settings with(String place, S3Config s3) {
        return new Settings(
                autoPurge,
                purgeInterval,
                retainDuration,
                batchTasks,
                batchBytes,
                Optional.of(place),
                s3,
                messageRetainDuration);
    }

    /** The same with messages that go after their time. */
    Settings withMessages(Duration kept) {
        return new Settings(
                autoPurge,
                purgeInterval,
                retainDuration,
                batchTasks,
                batchBytes,
                archiveDir,
                archiveS3,
                Optional.of(kept));
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
