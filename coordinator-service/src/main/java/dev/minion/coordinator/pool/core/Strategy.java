package dev.minion.coordinator.pool.core;

import java.util.Comparator;

/**
 * Which of the workers that could take a task is preferred: the smaller one. An order rather than a
 * choice, so that the workers stand in a sorted set and picking one costs a logarithm.
 */
public interface Strategy extends Comparator<WorkerLoad> {

    /**
     * The strategy of that name: {@code least_loaded} or {@code round_robin}.
     *
     * @throws IllegalArgumentException for any other name, with the names that exist
     */
    static Strategy named(String name) {
        return switch (name) {
            case "least_loaded" -> new LeastLoaded();
            case "round_robin" -> new RoundRobin();
            default ->
                    throw new IllegalArgumentException(
                            "no balancing strategy \""
                                    + name
                                    + "\"; there are least_loaded and round_robin");
        };
    }
}
