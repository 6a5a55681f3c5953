package dev.minion.ledger;

import dev.minion.localstack.KafkaServer;
import dev.minion.localstack.PostgresServer;
import dev.minion.localstack.TestServers;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;

/** Starts a real Postgres and a real Kafka for the tests of this module. */
public final class Servers implements QuarkusTestResourceLifecycleManager {

    private static final int POSTGRES = 21100;
    private static final int KAFKA = 21110;

    @Override
    public Map<String, String> start() {
        PostgresServer postgres = TestServers.postgres(POSTGRES);
        KafkaServer kafka = TestServers.kafka(KAFKA);
        return Map.of(
                "POSTGRES_HOST",
                "127.0.0.1",
                "POSTGRES_PORT",
                String.valueOf(postgres.port()),
                "KAFKA_BROKERS",
                kafka.bootstrapServers(),
                // Tests step purges by hand.
                "minion.ledger.retention.look-every",
                "24h",
                // And checks of the counts.
                "minion.ledger.counts.check-every",
                "24h",
                // And wait for agents.
                "minion.ledger.agents.write-every",
                "200ms",
                "mp.messaging.incoming.heartbeats.fetch.max.wait.ms",
                "100",
                "quarkus.grpc.clients.ledger.host",
                "127.0.0.1",
                "quarkus.grpc.clients.ledger.test-port",
                "21180",
                "quarkus.grpc.clients.ledger.use-quarkus-grpc-client",
                "true");
    }

    /** They go with the JVM. */
    @Override
    public void stop() {}
}
