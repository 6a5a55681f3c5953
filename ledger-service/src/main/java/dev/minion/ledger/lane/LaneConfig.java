package dev.minion.ledger.lane;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How changes of single tasks are batched: edits by themselves, progress by itself. */
@ConfigMapping(prefix = "minion.ledger.lanes")
public interface LaneConfig {

    /** Batches under way at once. Two keep Postgres busy, as with creations. */
    @WithDefault("2")
    int lanes();

    /** Tasks that one batch changes. */
    @WithDefault("500")
    int batchTasks();

    /** Changes that may wait; a call beyond that is refused with RESOURCE_EXHAUSTED. */
    @WithDefault("50000")
    int queued();

    /** Bytes of descriptions, metadata and data that may wait, 64 MiB. */
    @WithDefault("67108864")
    long queuedBytes();
}
