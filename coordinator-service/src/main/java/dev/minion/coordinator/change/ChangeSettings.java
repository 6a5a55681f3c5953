package dev.minion.coordinator.change;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Following changes. */
@ConfigMapping(prefix = "minion.changes")
interface ChangeSettings {

    /** Between two questions whether there is anything new, while somebody follows. */
    @WithDefault("200ms")
    Duration pollEvery();

    /** Longest wait a client may ask for. Proxies cut idle connections at about a minute. */
    @WithDefault("60s")
    Duration longestWait();

    /** Waits and streams at a time: each reads for itself when there is something new. */
    @WithDefault("200")
    int followers();

    /** Pause between two signs of life on a stream. */
    @WithDefault("15s")
    Duration heartbeat();
}
