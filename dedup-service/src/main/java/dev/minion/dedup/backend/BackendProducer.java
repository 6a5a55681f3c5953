package dev.minion.dedup.backend;

import dev.minion.dedup.mark.DedupBackend;
import dev.minion.dedup.memory.InMemoryBackend;
import dev.minion.dedup.redis.RedisBackend;
import io.quarkus.arc.DefaultBean;
import io.vertx.redis.client.Redis;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;

/** Produces the configured backend, and the clock. */
@Singleton
final class BackendProducer {

    @Produces
    @Singleton
    DedupBackend backend(DedupConfig config, InstantSource clock, Instance<Redis> redis) {
        if (!config.enabled()) {
            return new OpenBackend();
        }
        return switch (config.backend()) {
            case REDIS -> new RedisBackend(redis.get(), clock, times(config));
            case INMEMORY ->
                    new InMemoryBackend(
                            clock,
                            config.pendingTime(),
                            config.claimTime(),
                            config.inmemoryBound());
        };
    }

    @Produces
    @Singleton
    @DefaultBean
    InstantSource clock() {
        return InstantSource.system();
    }

    private static RedisBackend.RedisTimes times(DedupConfig config) {
        return new RedisBackend.RedisTimes(
                config.callTimeout(), config.pendingTime(), config.claimTime());
    }
}
