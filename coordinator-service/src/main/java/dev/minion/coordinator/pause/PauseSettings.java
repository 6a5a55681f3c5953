package dev.minion.coordinator.pause;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Hearing of pauses. */
@ConfigMapping(prefix = "minion.pause")
public interface PauseSettings {

    /** How often a coordinator asks what is paused: so late a pause may be in force elsewhere. */
    @WithDefault("1s")
    Duration lookEvery();

    /** How soon it asks again at the start, when nothing is sent before the ledger has answered. */
    @WithDefault("100ms")
    Duration firstLooks();

    /** Time for one call to the ledger. */
    @WithDefault("2s")
    Duration callTimeout();
}
