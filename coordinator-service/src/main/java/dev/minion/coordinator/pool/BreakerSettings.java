package dev.minion.coordinator.pool;

import io.smallrye.config.WithDefault;
import java.time.Duration;

/** The numbers of circuit breakers, which keep tasks of a type from a worker that fails at them. */
public interface BreakerSettings {

    /** Whether there are any. */
    @WithDefault("${WORKER_BREAKERS:true}")
    boolean enabled();

    /** So many of a worker's last attempts at a type count: fewer hardly tell, more tell late. */
    @WithDefault("20")
    int attempts();

    /** And not those that ended longer ago. */
    @WithDefault("60s")
    Duration within();

    /** Fewer attempts than this say nothing. */
    @WithDefault("10")
    int minAttempts();

    /** From this part of failures on a breaker opens. */
    @WithDefault("0.5")
    double failureRate();

    /** How long it is open the first time, and twice as long each time after that. */
    @WithDefault("10s")
    Duration openFor();

    /** The longest that it is open; after as long in good order the doubling is forgotten. */
    @WithDefault("5m")
    Duration openAtMost();

    /** So many tasks on trial must succeed in a row. */
    @WithDefault("3")
    int trials();

    /**
     * Pairs of worker and type that are watched at most, those that have failed, 300 bytes each.
     */
    @WithDefault("10000")
    int pairs();
}
