package dev.minion.ledger.cache;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Makes the cache that the type of the ledger asks for. */
final class CacheProducer {

    private CacheProducer() {}

    @Produces
    @Singleton
    static TaskCache cache(BackendConfig config, MeterRegistry meters) {
        return config.type() == LedgerType.HYBRID
                ? new BoundedCache(config, meters)
                : new NothingKept();
    }
}
