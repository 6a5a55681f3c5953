package dev.minion.ledger.retention;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** How long tasks are kept, and how gently they are removed. */
@ConfigMapping(prefix = "minion.ledger.retention")
public interface RetentionConfig {

    /** Whether tasks are purged without being asked to. Off: nobody loses a record unawares. */
    @WithDefault("${LEDGER_AUTO_PURGE:false}")
    boolean autoPurge();

    /** From the start of one automatic purge to the next. */
    @WithDefault("${LEDGER_PURGE_INTERVAL:1h}")
    Duration purgeInterval();

    /** How long a task is kept after its end by automatic purges: a week. */
    @WithDefault("${LEDGER_RETAIN_DURATION:168h}")
    Duration retainDuration();

    /**
     * How long a message is kept after its last delivery has ended, by automatic purges. Without it
     * messages are kept: they are in no archive.
     */
    @WithDefault("${LEDGER_MESSAGE_RETAIN_DURATION:}")
    Optional<Duration> messageRetainDuration();

    /**
     * Directory to which tasks are written before they are removed, or {@code s3://BUCKET/PREFIX};
     * without one there is no archive. Replicas share it.
     */
    @WithDefault("${LEDGER_ARCHIVE_DIR:}")
    Optional<String> archiveDir();

    /** For an archive in a store that speaks S3. */
    S3Config archiveS3();

    /** Tasks that one transaction looks at. */
    @WithDefault("2000")
    int batchTasks();

    /**
     * Bytes of tasks and progress that one transaction removes, 4 MiB, unless a single task has
     * more: each is held about six times over on its way to the archive.
     */
    @WithDefault("4194304")
    long batchBytes();

    /** Between two transactions at least. */
    @WithDefault("20ms")
    Duration shortestPause();

    /** Between two transactions at most; else as long as the last one took. */
    @WithDefault("5s")
    Duration longestPause();

    /** Between two looks for a purge to be done. */
    @WithDefault("1s")
    Duration lookEvery();
}
