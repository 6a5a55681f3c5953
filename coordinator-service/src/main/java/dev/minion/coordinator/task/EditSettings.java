package dev.minion.coordinator.task;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Changes of single tasks on their way to the ledger: edits by themselves, progress by itself. */
@ConfigMapping(prefix = "minion.edit")
interface EditSettings {

    /** Calls under way at a time: two keep the ledger busy while one answer travels. */
    @WithDefault("2")
    int callsInFlight();

    /** Changes in one call; a larger batch of one client goes alone. */
    @WithDefault("500")
    int changesPerCall();

    /** Bytes of one call, 8 MiB. */
    @WithDefault("8388608")
    long bytesPerCall();

    /** Changes that may wait for their call. The next one gets 429. */
    @WithDefault("20000")
    int queuedChanges();

    /** Bytes of changes that may wait for their call, 32 MiB. */
    @WithDefault("33554432")
    long queuedBytes();
}
