package dev.minion.coordinator.pool;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** The numbers of the worker pool. */
@ConfigMapping(prefix = "minion.pool")
public interface PoolSettings {

    /** Which worker gets a task; {@code docs/strategies.md} has the names and what they do. */
    @WithDefault("${LOAD_BALANCER_STRATEGY:least_loaded}")
    String strategy();

    /** The same for single types, like {@code http.call=latency_based,llm.chat=random}. */
    @WithDefault("${LOAD_BALANCER_STRATEGY_BY_TYPE:}")
    Optional<String> strategyByType();

    /**
     * After this long, what was learned of a worker counts for half. A worker that was bad is tried
     * again some minutes later.
     */
    @WithDefault("60s")
    Duration halfLife();

    /** So many of a worker's last attempts count: enough to tell, few enough to notice a change. */
    @WithDefault("64")
    int learnedAttempts();

    /** Pairs of worker and type that are known at most, some 100 bytes each. */
    @WithDefault("100000")
    int learnedPairs();

    /** A worker not heard for this long is dead: four heartbeats, so within seconds. */
    @WithDefault("4s")
    Duration lease();

    /** How long a worker that is gone is still listed, for people. */
    @WithDefault("10m")
    Duration listed();

    /** The most workers listed that are gone. */
    @WithDefault("1000")
    int listedWorkers();

    /** What keeps tasks from workers that fail at them; {@code docs/breakers.md}. */
    BreakerSettings breaker();
}
