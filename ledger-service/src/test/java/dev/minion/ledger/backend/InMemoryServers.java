package dev.minion.ledger.backend;

import dev.minion.ledger.memory.Memory;
import dev.minion.ledger.memory.PostgresPrograms;
import dev.minion.ledger.memory.PrivatePostgres;
import dev.minion.localstack.KafkaServer;
import dev.minion.localstack.PostgresServer;
import dev.minion.localstack.TestServers;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a ledger in memory has: a database of its own, and a Kafka. */
public final class InMemoryServers implements QuarkusTestResourceLifecycleManager {

    private static final int POSTGRES = 21100;
    private static final int KAFKA = 21110;

    private @Nullable PrivatePostgres database;

    @Override
    public Map<String, String> start() {
        TestServers.postgres(POSTGRES); // which unpacks its programs
        KafkaServer kafka = TestServers.kafka(KAFKA);
        try {
            PrivatePostgres started =
                    PrivatePostgres.start(
                            new PostgresPrograms(
                                    PostgresServer.home(TestServers.cache()).resolve("bin")),
                            Memory.here());
            database = started;
            Map<String, String> settings = new HashMap<>(started.settings());
            settings.put("minion.ledger.backend.type", "inmemory");
            settings.put("minion.ledger.retention.look-every", "24h");
            settings.put("KAFKA_BROKERS", kafka.bootstrapServers());
            settings.put("quarkus.grpc.clients.ledger.host", "127.0.0.1");
            settings.put("quarkus.grpc.clients.ledger.test-port", "21180");
            settings.put("quarkus.grpc.clients.ledger.use-quarkus-grpc-client", "true");
            return settings;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Override
    public void stop() {
        PrivatePostgres started = database;
        try {
            if (started != null) {
                started.close();
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
