package dev.minion.ledger.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.minion.contracts.ledger.CancelTaskRequest;
import dev.minion.contracts.ledger.NewTask;
import dev.minion.contracts.tasks.TaskStatus;
import dev.minion.ledger.LedgerTest;
import dev.minion.ledger.migration.MigrationDatabase;
import dev.minion.localstack.TestServers;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The variables of the environment, held against the service that runs with them. */
@QuarkusTest
@QuarkusTestResource(
        value = OperatorSettingsTest.Environment.class,
        restrictToAnnotatedClass = true)
class OperatorSettingsTest extends LedgerTest {

    private static final String OURS =
            """
            from pg_stat_activity a join pg_stat_ssl s using (pid)
            where a.application_name = 'minion-ledger'
            """;

    private static final int KEPT = 4;

    @Inject Pool pool;

    /** As an operator would set it, on the names that the service documents. */
    public static final class Environment implements QuarkusTestResourceLifecycleManager {

        private static final int KAFKA = 21110;

        @Override
        public Map<String, String> start() {
            SecurePostgres postgres = SecurePostgres.start();
            Map<String, String> all = new HashMap<>();
            all.put("POSTGRES_HOST", "127.0.0.1");
            all.put("POSTGRES_PORT", Integer.toString(postgres.port()));
            all.put("POSTGRES_SSL_MODE", "verify-full");
            all.put("POSTGRES_SSL_ROOT_CERT", postgres.certificate().toString());
            all.put("POSTGRES_STATEMENT_TIMEOUT", "1s");
            all.put("POSTGRES_MAX_CONNS", "12");
            all.put("POSTGRES_IDLE_CONNS", Integer.toString(KEPT));
            all.put("quarkus.datasource.reactive.idle-timeout", "PT2S");
            all.put("minion.ledger.connections.touch-every", "500ms");
            all.put("minion.ledger.retention.look-every", "24h");
            all.put("minion.ledger.counts.check-every", "24h");
            all.put("KAFKA_BROKERS", TestServers.kafka(KAFKA).bootstrapServers());
            all.put("quarkus.grpc.clients.ledger.host", "127.0.0.1");
            all.put("quarkus.grpc.clients.ledger.test-port", "21180");
            all.put("quarkus.grpc.clients.ledger.use-quarkus-grpc-client", "true");
            return all;
        }

        @Override
        public void stop() {}
    }

    @Test
    void everyConnectionIsEncryptedToAVerifiedServer() throws Exception {
        create(task("secret"));

        assertThat(query("select bool_and(s.ssl) " + OURS)).isEqualTo("t");
    }

    @Test
    void aStatementOverItsTimeFailsTheCallAndNothingIsLost() throws Exception {
        NewTask.Builder task = task("held");
        create(task);
        try (Connection holding = database.getConnection();
                Statement statement = holding.createStatement()) {
            holding.setAutoCommit(false);
            statement.execute(
                    "select 1 from ledger.tasks where id = '%s' for update".formatted(text(task)));

            assertThatThrownBy(() -> cancel(task)).hasMessageContaining("UNAVAILABLE");
            // A report is kept until it can be folded.
            report(completed(task, 1, "1"));
            holding.rollback();
        }

        awaitStatus(task, TaskStatus.COMPLETED);
    }

    @Test
    void asManyConnectionsStayOpenAsAreToBeKeptAndNoMore() {
        List<Future<?>> burst =
                Stream.<Future<?>>generate(() -> pool.query("select pg_sleep(0.3)").execute())
                        .limit(10)
                        .toList();
        assertThat(Future.all(List.copyOf(burst)).toCompletionStage().toCompletableFuture())
                .succeedsWithin(SOON);

        await().atMost(SOON).untilAsserted(() -> assertThat(open()).isGreaterThan(KEPT));
        await().during(Duration.ofSeconds(3))
                .atMost(SOON)
                .untilAsserted(() -> assertThat(open()).isBetween(KEPT, KEPT + 2));
    }

    @Test
    void keysWhoseTimeIsOverAreRemovedByAFunction() throws Exception {
        execute(
                """
                insert into ledger.task_keys (namespace, key, task_id, payload_hash, expires_at)
                select '%1$s', k.key, uuidv7(), '', now() + k.rest
                from (values ('over', interval '-1 hour'), ('valid', interval '1 hour')) k(key, rest)
                """
                        .formatted(namespace));

        String removed = query("select ledger.cleanup_expired_dedup()");

        assertThat(Integer.parseInt(removed)).isNotNegative();
        assertThat(
                        query(
                                "select string_agg(key, ',') from ledger.task_keys where namespace"
                                        + " = '%s'".formatted(namespace)))
                .isEqualTo("valid");
    }

    @ParameterizedTest
    @CsvSource({
        "disable, false",
        "allow, false",
        "prefer, true",
        "require, true",
        "verify-ca, true",
        "verify-full, true"
    })
    void theCommandsKnowEveryMode(String mode, boolean encrypted) throws SQLException {
        try (Connection connection = database("127.0.0.1", mode).connect("modes");
                Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery(
                                "select ssl from pg_stat_ssl where pid = pg_backend_pid()")) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getBoolean(1)).isEqualTo(encrypted);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"require", "verify-ca"})
    void onlyTheFullestModeWantsTheNameOfTheHost(String mode) throws SQLException {
        assertThatThrownBy(() -> database("localhost", "verify-full").connect("modes"))
                .isInstanceOf(SQLException.class);
        try (Connection connection = database("localhost", mode).connect("modes")) {
            assertThat(connection.isValid(1)).isTrue();
        }
    }

    private static MigrationDatabase database(String host, String mode) {
        SecurePostgres postgres = SecurePostgres.start();
        return MigrationDatabase.of(
                Map.of(
                        "POSTGRES_HOST",
                        host,
                        "POSTGRES_PORT",
                        Integer.toString(postgres.port()),
                        "POSTGRES_SSL_MODE",
                        mode,
                        "POSTGRES_SSL_ROOT_CERT",
                        postgres.certificate().toString()));
    }

    private int open() throws Exception {
        return Integer.parseInt(query("select count(*) " + OURS));
    }

    private void cancel(NewTask.Builder task) {
        var answer =
                ledger.cancelTask(
                                CancelTaskRequest.newBuilder()
                                        .setNamespace(namespace)
                                        .setId(task.getId())
                                        .build())
                        .await()
                        .atMost(SOON);
        assertThat(answer.hasProblem()).isFalse();
    }
}
