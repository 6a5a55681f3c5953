package dev.minion.coordinator.pool.core;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/** The ways to choose a worker. */
public enum StrategyName {
    /** One after the other. */
    ROUND_ROBIN,
    /** The smallest share of its slots taken. */
    LEAST_LOADED,
    /** Any with a free slot, each as likely as the other. */
    RANDOM,
    /** The one that will soonest have it done, by what was learned of its successes and times. */
    CAPABILITY_BEST,
    /** The one whose answers came soonest, and that has little under way. */
    LATENCY_BASED,
    /** In turns, the better ones more often. */
    WEIGHTED_ROUND_ROBIN;

    /** As it is written, like {@code least_loaded}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The one that is written so. */
    public static Optional<StrategyName> of(String label) {
        return Arrays.stream(values()).filter(name -> name.label().equals(label)).findFirst();
    }

    /** All of them, as they are written. */
    public static String labels() {
        return Arrays.stream(values()).map(StrategyName::label).collect(Collectors.joining(", "));
    }

    /**
     * What it does.
     *
     * @param random for those that draw lots
     */
    Strategy strategy(RandomGenerator random) {
        return switch (this) {
            case ROUND_ROBIN -> new RoundRobin();
            case LEAST_LOADED -> new LeastLoaded();
            case RANDOM -> new RandomChoice(random);
            case CAPABILITY_BEST -> new CapabilityBest();
            case LATENCY_BASED -> new LatencyBased();
            case WEIGHTED_ROUND_ROBIN -> new WeightedRoundRobin();
        };
    }
}
