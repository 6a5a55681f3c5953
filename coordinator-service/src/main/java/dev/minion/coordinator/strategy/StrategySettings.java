package dev.minion.coordinator.strategy;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Keeping the choice of strategies, and what was learned. */
@ConfigMapping(prefix = "minion.strategy")
public interface StrategySettings {

    /** How often a coordinator looks whether another choice was made elsewhere. */
    @WithDefault("2s")
    Duration lookEvery();

    /** How often what was learned is written: so much of it a crash may cost. */
    @WithDefault("5s")
    Duration saveEvery();

    /** Pairs of worker and type that are written, those of which most is known: some 3 MB. */
    @WithDefault("20000")
    int savedPairs();

    /** Time for one call to the store. */
    @WithDefault("1s")
    Duration callTimeout();
}
