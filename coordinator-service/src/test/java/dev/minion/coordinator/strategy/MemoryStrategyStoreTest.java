package dev.minion.coordinator.strategy;

import dev.minion.coordinator.doubles.MemoryStrategyStore;

class MemoryStrategyStoreTest extends StrategyStoreContract {

    private final MemoryStrategyStore store = new MemoryStrategyStore();

    @Override
    StrategyStore store() {
        return store;
    }

    @Override
    void flush() {
        store.flush();
    }
}
