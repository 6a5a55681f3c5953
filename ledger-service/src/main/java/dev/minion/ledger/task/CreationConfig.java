package dev.minion.ledger.task;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How creations are batched. */
@ConfigMapping(prefix = "minion.ledger.creation")
interface CreationConfig {

    /** Transactions under way at once. Two keep Postgres busy; more gain little (measured). */
    @WithDefault("2")
    int writers();

    /** Tasks after which a batch takes no further submission. */
    @WithDefault("2000")
    int batchTasks();

    /** Tasks that may wait; a call beyond that is refused with RESOURCE_EXHAUSTED. */
    @WithDefault("50000")
    int queueTasks();

    /** Bytes of inputs and metadata that may wait. */
    @WithDefault("268435456")
    long queueBytes();

    /** How long a batch is tried again while Postgres is away, before UNAVAILABLE is answered. */
    @WithDefault("10s")
    Duration tryFor();
}
