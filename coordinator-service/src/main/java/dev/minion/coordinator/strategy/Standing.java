package dev.minion.coordinator.strategy;

import dev.minion.coordinator.pool.core.StrategyChoice;

/**
 * The choice that is in force.
 *
 * @param version of the store; 0 where it keeps none
 * @param document as it is kept there; empty where the environment decides
 */
record Standing(StrategyChoice choice, long version, String document) {

    /** True where the environment decides. */
    boolean configured() {
        return document.isEmpty();
    }

    StrategyStore.Kept kept() {
        return new StrategyStore.Kept(version, document);
    }
}
