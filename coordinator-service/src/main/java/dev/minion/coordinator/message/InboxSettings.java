package dev.minion.coordinator.message;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Waiting at inboxes. */
@ConfigMapping(prefix = "minion.inbox")
interface InboxSettings {

    /** Longest wait an agent may ask for. Proxies cut idle connections at about a minute. */
    @WithDefault("60s")
    Duration longestWait();

    /**
     * Waits and streams at a time; each is one small query in every {@link #reread()}. The next one
     * gets 429.
     */
    @WithDefault("2000")
    int watches();

    /**
     * Pause between two readings of an inbox at which somebody waits, in case a record was lost.
     */
    @WithDefault("10s")
    Duration reread();

    /** Pause between two signs of life on a stream. */
    @WithDefault("15s")
    Duration heartbeat();
}
