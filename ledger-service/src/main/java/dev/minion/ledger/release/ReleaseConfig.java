package dev.minion.ledger.release;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How often the ledger looks at its clock. */
@ConfigMapping(prefix = "minion.ledger.release")
interface ReleaseConfig {

    /** Between two looks for due tasks: the accuracy of delays and queue timeouts. */
    @WithDefault("200ms")
    Duration dueEvery();

    /** Due tasks in one transaction. */
    @WithDefault("1000")
    int dueBatch();

    /**
     * Between two looks for dependants that were not told; these are rare, the look is not free.
     */
    @WithDefault("5s")
    Duration sweepEvery();

    /** Between two looks for parents that waited for their children: how late they complete. */
    @WithDefault("500ms")
    Duration familiesEvery();

    /**
     * Between two of these looks while they find nothing and this replica commits nothing: so late
     * it sees what another one wrote and did not live to look after.
     */
    @WithDefault("1s")
    Duration restEvery();

    /** Between two looks at topics, epoch and expired keys: erased topics come back after this. */
    @WithDefault("10s")
    Duration upkeepEvery();
}
