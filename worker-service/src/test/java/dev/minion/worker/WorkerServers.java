package dev.minion.worker;

import dev.minion.localstack.TestServers;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;

/** A real Kafka for the worker under test; dedup and ledger are away: it must do without. */
public class WorkerServers implements QuarkusTestResourceLifecycleManager {

    static final int KAFKA = 21030;

    @Override
    public Map<String, String> start() {
        return Map.of(
                "minion.messaging.brokers", TestServers.kafka(KAFKA).bootstrapServers(),
                "minion.worker.capacity", "40",
                "minion.worker.prefetch", "10",
                "quarkus.http.test-port", "21036",
                "quarkus.management.test-port", "21037",
                "quarkus.grpc.clients.dedup.test-port", "21039",
                "quarkus.grpc.clients.ledger.test-port", "21039");
    }

    @Override
    public void stop() {
        // The server lives as long as the JVM.
    }
}
