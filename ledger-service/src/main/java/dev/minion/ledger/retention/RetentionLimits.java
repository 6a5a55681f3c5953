package dev.minion.ledger.retention;

import java.time.Duration;

/** What a configuration must keep to, so that a slip does not empty the ledger. */
final class RetentionLimits {

    /** The least age that anything is purged at. */
    static final Duration YOUNGEST = Duration.ofMinutes(1);

    private static final Duration SHORTEST_INTERVAL = Duration.ofSeconds(1);

    private RetentionLimits() {}

    /**
     * Holds a configuration against the limits.
     *
     * @throws IllegalArgumentException that names the first setting which breaks its limit
     */
    static void check(RetentionConfig config) {
        atLeast("LEDGER_RETAIN_DURATION", config.retainDuration(), YOUNGEST);
        config.messageRetainDuration()
                .ifPresent(kept -> atLeast("LEDGER_MESSAGE_RETAIN_DURATION", kept, YOUNGEST));
        atLeast("LEDGER_PURGE_INTERVAL", config.purgeInterval(), SHORTEST_INTERVAL);
        positive("batch-tasks", config.batchTasks());
        positive("batch-bytes", config.batchBytes());
        atLeast("look-every", config.lookEvery(), Duration.ofMillis(1));
        atLeast("shortest-pause", config.shortestPause(), Duration.ofMillis(1));
        atLeast("longest-pause", config.longestPause(), config.shortestPause());
        config.archiveDir().ifPresent(RetentionLimits::place);
        config.archiveS3().endpoint().ifPresent(RetentionLimits::endpoint);
        atLeast("archive-s3.call-timeout", config.archiveS3().callTimeout(), SHORTEST_INTERVAL);
    }

    private static void place(String place) {
        if (S3Location.names(place)) {
            var _ = S3Location.parse(place);
        } else if (place.contains("://")) {
            throw new IllegalArgumentException(
                    "LEDGER_ARCHIVE_DIR must be a directory or s3://BUCKET/PREFIX and is " + place);
        }
    }

    private static void endpoint(String endpoint) {
        if (!endpoint.matches("https?://[^/?#]+/?")) {
            throw new IllegalArgumentException(
                    "LEDGER_ARCHIVE_S3_ENDPOINT must be http://HOST:PORT or https://HOST:PORT and is "
                            + endpoint);
        }
    }

    private static void atLeast(String setting, Duration value, Duration least) {
        if (value.compareTo(least) < 0) {
            throw new IllegalArgumentException(
                    setting + " must be at least " + least + " and is " + value);
        }
    }

    private static void positive(String setting, long value) {
        if (value < 1) {
            throw new IllegalArgumentException(setting + " must be at least 1 and is " + value);
        }
    }
}
