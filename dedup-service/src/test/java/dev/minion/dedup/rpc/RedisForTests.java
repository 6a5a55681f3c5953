package dev.minion.dedup.rpc;

import dev.minion.localstack.TestServers;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;

/** A real Redis for the service under test. */
public final class RedisForTests implements QuarkusTestResourceLifecycleManager {

    @Override
    public Map<String, String> start() {
        return Map.of("quarkus.redis.hosts", TestServers.redis(21403).url());
    }

    @Override
    public void stop() {
        // The server lives as long as the JVM.
    }
}
