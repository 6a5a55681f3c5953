package dev.minion.coordinator.task;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Reading, waiting and watching. */
@ConfigMapping(prefix = "minion.read")
public interface ReadSettings {

    /** Longest wait a client may ask for. Proxies cut idle connections at about a minute. */
    @WithDefault("60s")
    Duration longestWait();

    /** Waits and event streams at a time; each costs about a kilobyte. The next one gets 429. */
    @WithDefault("20000")
    int watches();

    /** Pause between two readings of all that is watched, in case a record was lost. */
    @WithDefault("2s")
    Duration reread();

    /** Pause between two signs of life on an event stream. */
    @WithDefault("15s")
    Duration eventHeartbeat();

    /** Calls for tasks under way at a time: two keep the ledger busy while one answer travels. */
    @WithDefault("2")
    int callsInFlight();

    /** Tasks read by one call. */
    @WithDefault("500")
    int tasksPerCall();

    /** Tasks whose shown versions are remembered, where the ledger has a cache: 10 MB. */
    @WithDefault("100000")
    int seenTasks();

    /** Reads that may wait for their call. The next one gets 429. */
    @WithDefault("20000")
    int queuedReads();
}
