package dev.minion.ledger.fold;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How reports are folded. */
@ConfigMapping(prefix = "minion.ledger.fold")
interface FoldConfig {

    /** Batches under way at once. Two keep Postgres busy; more gain little (measured). */
    @WithDefault("2")
    int lanes();

    /** Records in a batch: enough to make a round trip cheap, few enough for a short commit. */
    @WithDefault("2000")
    int maxBatch();

    /** How long a batch waits for its outcomes to be durable before the next one is taken. */
    @WithDefault("2s")
    Duration tellWithin();
}
