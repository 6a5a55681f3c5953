package dev.minion.ledger.cache;

import dev.minion.messaging.Messaging;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.MemorySize;
import java.math.BigInteger;
import java.time.Duration;

/** The cache of one more replica of the ledger, which hears of changes only through the topics. */
public final class Replica implements AutoCloseable {

    private record Settings(Duration cacheTtl) implements BackendConfig {

        @Override
        public LedgerType type() {
            return LedgerType.HYBRID;
        }

        @Override
        public MemorySize cacheSize() {
            return new MemorySize(BigInteger.valueOf(64 << 20));
        }
    }

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final TaskCache cache;
    private final ChangeFeed feed;

    public Replica(Messaging messaging, Duration ttl) {
        this.cache = new BoundedCache(new Settings(ttl), meters);
        this.feed = new ChangeFeed(messaging, cache);
        feed.start(new StartupEvent());
    }

    public TaskCache cache() {
        return cache;
    }

    /** What one of its meters has counted. */
    public double counted(String meter) {
        return meters.counter(meter).count();
    }

    @Override
    public void close() {
        feed.stop(new ShutdownEvent());
    }
}
