package dev.minion.coordinator.pool.core;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;

/** The strategies that are in force, and what they go by. */
public final class Balance {

    private final Map<StrategyName, Strategy> strategies = new EnumMap<>(StrategyName.class);
    private final Quality quality;
    private StrategyChoice choice;

    /**
     * Begins with a choice.
     *
     * @param random where strategies draw lots
     */
    public Balance(StrategyChoice choice, Quality quality, RandomGenerator random) {
        this.choice = choice;
        this.quality = quality;
        for (StrategyName name : StrategyName.values()) {
            strategies.put(name, name.strategy(random));
        }
    }

    /** From now on these choose. */
    void choose(StrategyChoice other) {
        choice = other;
    }

    /** The one that chooses for a type. */
    Strategy of(String type) {
        StrategyName name = choice.types().getOrDefault(type, choice.strategy());
        return Objects.requireNonNull(strategies.get(name));
    }

    /** What people said that a worker of this name is worth. */
    double weight(String workerName) {
        return choice.weights().getOrDefault(workerName, 1.0);
    }

    Quality quality() {
        return quality;
    }
}
