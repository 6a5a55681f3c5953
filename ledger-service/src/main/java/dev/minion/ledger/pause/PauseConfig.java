package dev.minion.ledger.pause;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How pauses are kept. */
@ConfigMapping(prefix = "minion.ledger.pauses")
interface PauseConfig {

    /** Between two looks for pauses that are over, or to be forgotten: nobody waits for these. */
    @WithDefault("10s")
    Duration upkeepEvery();
}
