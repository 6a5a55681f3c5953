package dev.minion.coordinator.pool;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** The numbers of the worker pool. */
@ConfigMapping(prefix = "minion.pool")
public interface PoolSettings {

    /** Which worker gets a task: {@code least_loaded} or {@code round_robin}. */
    @WithDefault("${LOAD_BALANCER_STRATEGY:least_loaded}")
    String strategy();

    /** A worker not heard for this long is dead: four heartbeats, so within seconds. */
    @WithDefault("4s")
    Duration lease();

    /** How long a worker that is gone is still listed, for people. */
    @WithDefault("10m")
    Duration listed();

    /** The most workers listed that are gone. */
    @WithDefault("1000")
    int listedWorkers();
}
