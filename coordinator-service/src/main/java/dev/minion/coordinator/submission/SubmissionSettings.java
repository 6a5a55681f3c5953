package dev.minion.coordinator.submission;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How submissions go to the ledger. */
@ConfigMapping(prefix = "minion.submission")
public interface SubmissionSettings {

    /**
     * Calls under way at a time: two keep the ledger busy while one answer travels. Where many
     * tasks wait, one: otherwise new work takes from the work under way, more is accepted than
     * completes, and what was accepted waits longer and longer.
     */
    @WithDefault("2")
    int callsInFlight();

    /** Tasks at which a call is full; a submission is never split. */
    @WithDefault("2000")
    int tasksPerCall();

    /** Bytes at which a call is full, 8 MiB, well below what one message may have. */
    @WithDefault("8388608")
    long bytesPerCall();

    /** Tasks that may wait for their call: a few seconds' work of a ledger. Then 429. */
    @WithDefault("50000")
    int queuedTasks();

    /**
     * Tasks that may wait for their call however long that takes, as while a ledger starts again.
     * Where more than a quarter of them wait, calls go one at a time.
     */
    @WithDefault("8000")
    int promptTasks();

    /**
     * How long the first may have waited where more than those wait; then 429. What waits longer
     * helps nobody: the ledger has work enough, and what is in memory costs collections.
     */
    @WithDefault("500ms")
    Duration patience();

    /** Bytes that may wait for their call, 32 MiB: what a small heap can bear. Then 429. */
    @WithDefault("33554432")
    long queuedBytes();

    /** How long an idempotency key is remembered, in seconds: a day. */
    @WithDefault("${IDEMPOTENCY_TTL_SECONDS:86400}")
    long idempotencyTtlSeconds();

    /** The same as a duration. */
    default Duration idempotencyTtl() {
        return Duration.ofSeconds(idempotencyTtlSeconds());
    }
}
