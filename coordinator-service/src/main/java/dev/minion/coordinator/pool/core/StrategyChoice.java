package dev.minion.coordinator.pool.core;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which strategy chooses the workers.
 *
 * @param strategy where no other is named for the type
 * @param types the strategies of single types
 * @param weights by the names of workers: 2 for one that weighted_round_robin shall choose twice as
 *     often as its quality says
 */
public record StrategyChoice(
        StrategyName strategy, Map<String, StrategyName> types, Map<String, Double> weights) {

    /** The least weight: a thousandth of the largest share would never come to anything. */
    public static final double LEAST_WEIGHT = 0.01;

    /** The largest weight. */
    public static final double MOST_WEIGHT = 100;

    /** In the order of the names. */
    public StrategyChoice {
        types = Collections.unmodifiableMap(new TreeMap<>(types));
        weights = Collections.unmodifiableMap(new TreeMap<>(weights));
        weights.forEach(StrategyChoice::check);
    }

    private static void check(String worker, double weight) {
        if (!isWeight(weight)) {
            throw new IllegalArgumentException(
                    "the weight of " + worker + " must be between 0.01 and 100: " + weight);
        }
    }

    /** Whether a number will do as a weight; one that is none does not. */
    public static boolean isWeight(double weight) {
        return weight >= LEAST_WEIGHT && weight <= MOST_WEIGHT;
    }

    /** One strategy for all types. */
    public static StrategyChoice of(StrategyName strategy) {
        return new StrategyChoice(strategy, Map.of(), Map.of());
    }
}
