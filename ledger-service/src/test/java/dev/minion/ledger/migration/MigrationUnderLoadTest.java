package dev.minion.ledger.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.minion.contracts.ledger.CreatedTask;
import dev.minion.contracts.ledger.ListTasksRequest;
import dev.minion.contracts.ledger.NewTask;
import dev.minion.contracts.ledger.ReportAttemptsRequest;
import dev.minion.contracts.tasks.TaskStatus;
import dev.minion.ledger.Counting;
import dev.minion.ledger.LedgerTest;
import dev.minion.ledger.Servers;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import liquibase.Liquibase;
import liquibase.database.DatabaseFactory;
import liquibase.database.jvm.JdbcConnection;
import liquibase.exception.DatabaseException;
import liquibase.resource.ClassLoaderResourceAccessor;
import org.junit.jupiter.api.Test;

/** A change that only adds is applied while the ledger works, and no request notices. */
@QuarkusTest
@QuarkusTestResource(Servers.class)
class MigrationUnderLoadTest extends LedgerTest {

    private static final String EXPANSION = "db/expand.sql";
    private static final int CLIENTS = 4;

    /** Done by all of them while the change waits for its lock. */
    private static final int MEANWHILE = 200;

    private static final Duration LONG = Duration.ofSeconds(60);

    @Inject Migrations migrations;

    private final AtomicLong done = new AtomicLong();
    private final AtomicBoolean enough = new AtomicBoolean();

    @Test
    void noRequestFailsWhileTheSchemaGrowsThoughAnotherTransactionIsInTheWay() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> clients =
                    IntStream.range(0, CLIENTS)
                            .<Future<?>>mapToObj(client -> threads.submit(this::work))
                            .toList();
            Future<List<String>> migration;
            try (Connection reader = database.getConnection();
                    Statement statement = reader.createStatement()) {
                reader.setAutoCommit(false);
                statement.execute("select count(*) from ledger.tasks");
                migration = threads.submit(this::expand);
                awaitLockWait();
                long before = done.get();
                await().atMost(LONG)
                        .failFast(() -> clients.stream().anyMatch(Future::isDone))
                        .until(() -> done.get() >= before + MEANWHILE);
                assertThat(migration.isDone()).isFalse();
                reader.rollback();
            }

            assertThat(migration).succeedsWithin(LONG);
            long after = done.get();
            await().atMost(LONG)
                    .failFast(() -> clients.stream().anyMatch(Future::isDone))
                    .until(() -> done.get() >= after + MEANWHILE);
            enough.set(true);
            for (Future<?> client : clients) {
                client.get();
            }
            assertThat(migration.resultNow()).containsExactly("expand-column", "expand-table");
            assertThat(query("select count(colour) from ledger.tasks")).isEqualTo("0");
            assertThat(query(Counting.WRONG.formatted(namespace))).isEmpty();
            assertThat(done.get()).isEqualTo(completed());
        } finally {
            contract();
        }
    }

    private void work() {
        while (!enough.get()) {
            NewTask.Builder task = task("load");
            CreatedTask created = create(task).getFirst();
            assertThat(created.hasProblem()).isFalse();
            assertThat(status(task)).isEqualTo(TaskStatus.READY);
            var _ =
                    now(
                            reported(
                                    ReportAttemptsRequest.newBuilder()
                                            .addEvents(completed(task, 1, "1"))
                                            .build()));
            assertThat(status(task)).isEqualTo(TaskStatus.COMPLETED);
            var page =
                    now(
                            ledger.listTasks(
                                    ListTasksRequest.newBuilder()
                                            .setNamespace(namespace)
                                            .setLimit(1)
                                            .build()));
            assertThat(page.getTasksCount()).isEqualTo(1);
            done.incrementAndGet();
        }
    }

    private long completed() throws SQLException {
        return Long.parseLong(
                query(
                        "select count(*) from ledger.tasks where status = 7 and namespace = '%s'"
                                .formatted(namespace)));
    }

    private void awaitLockWait() {
        await().atMost(LONG)
                .until(
                        () ->
                                !query(
                                                "select 1 from pg_stat_activity where"
                                                        + " wait_event_type = 'Lock' and query like"
                                                        + " '%add column colour%'")
                                        .isEmpty());
    }

    private List<String> expand() throws Exception {
        try (Connection connection = database.getConnection()) {
            return changes(connection).up();
        }
    }

    /** And the mark of the schema is set right. */
    private void contract() throws Exception {
        try (Connection connection = database.getConnection()) {
            assertThat(changes(connection).down(2)).hasSize(2);
        }
        migrations.up();
    }

    private SchemaChanges changes(Connection connection) {
        return new SchemaChanges(connection, this::liquibase, SchemaMark.ofResource(EXPANSION));
    }

    private Liquibase liquibase() {
        try {
            var target =
                    DatabaseFactory.getInstance()
                            .findCorrectDatabaseImplementation(
                                    new JdbcConnection(database.getConnection()));
            target.setLiquibaseSchemaName("ledger");
            return new Liquibase(EXPANSION, new ClassLoaderResourceAccessor(), target);
        } catch (SQLException | DatabaseException failed) {
            throw new IllegalStateException(failed);
        }
    }
}
