package dev.minion.ledger.stats;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How the counts of tasks are looked after. */
@ConfigMapping(prefix = "minion.ledger.counts")
interface CountConfig {

    /** Between two looks for deltas to add up: reading the counts reads what has come since. */
    @WithDefault("1s")
    Duration compactEvery();

    /** The same while there are none and this replica commits nothing. */
    @WithDefault("5s")
    Duration restEvery();

    /** From the start of one check of the counts to the next, over all replicas. */
    @WithDefault("${LEDGER_COUNT_CHECK_INTERVAL:10m}")
    Duration checkEvery();

    /** Blocks of tasks that a check counts at a time; it rests between them. */
    @WithDefault("16384")
    int checkBlocks();
}
