package dev.minion.coordinator.task;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** What pages of tasks may hold at a time. Beyond it they wait in their order. */
@ConfigMapping(prefix = "minion.lists")
interface ListSettings {

    /** Pages that are being made: as many as keep the ledger busy. */
    @WithDefault("8")
    int pages();

    /**
     * Tasks of these: two of the largest pages. Each keeps the ledger's event loop and this one for
     * some ten milliseconds from everybody else.
     */
    @WithDefault("2000")
    int tasks();

    /** Bytes of pages that are being made or that their clients have yet to take, 32 MiB. */
    @WithDefault("33554432")
    long bytes();

    /** Requests that may wait. The next one gets 429. */
    @WithDefault("2000")
    int waiting();

    /** How long a client may take for a page before its connection is closed. */
    @WithDefault("60s")
    Duration takenWithin();
}
