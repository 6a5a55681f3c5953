package dev.minion.ledger.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.minion.contracts.ledger.NewTask;
import dev.minion.contracts.tasks.TaskStatus;
import dev.minion.ledger.LedgerTest;
import dev.minion.ledger.Servers;
import dev.minion.ledger.index.ListIndex.Filter;
import dev.minion.ledger.index.ListIndex.Order;
import dev.minion.ledger.migration.CommandEnd;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Indexes are added and dropped while the ledger works. */
@QuarkusTest
@QuarkusTestResource(Servers.class)
class IndexCommandTest extends LedgerTest {

    private static final String HALF_BUILT =
            "select count(*) from pg_index where not indisvalid"
                    + " and indrelid in (select inhrelid from pg_inherits"
                    + " where inhparent = 'ledger.tasks'::regclass)";

    private static final String KILL =
            "select pg_terminate_backend(pid) from pg_stat_activity"
                    + " where application_name = 'minion-index'";

    private static final String HELD = "select pg_advisory_lock(hashtext('ledger.list_indexes'))";

    private static final String WAITING =
            "select count(*) from pg_locks where locktype = 'advisory' and not granted";

    @Inject ValidIndexes valid;

    @AfterEach
    void dropThem() throws SQLException {
        execute(AddedIndexes.drop(List.of("type", "created_by", "metadata.team")));
        assertThat(valid.look().toCompletionStage().toCompletableFuture()).succeedsWithin(SOON);
    }

    private ListIndexes seen() {
        assertThat(valid.look().toCompletionStage().toCompletableFuture()).succeedsWithin(SOON);
        return valid.get();
    }

    @Test
    void anIndexIsAddedAndTheLedgerSeesIt() {
        assertThat(seen().has(Filter.TYPE, Order.CREATED)).isFalse();

        String told = AddedIndexes.told("add", "type");

        assertThat(told).contains("type").contains(" on ");
        assertThat(AddedIndexes.told("list"))
                .containsPattern("type +on")
                .containsPattern("type-updated +off");
        assertThat(AddedIndexes.told("list", "--json"))
                .contains("{\"index\":\"type\",\"state\":\"on\"");
        assertThat(seen().has(Filter.TYPE, Order.CREATED)).isTrue();
        assertThat(AddedIndexes.run("add", "type")).isEqualTo(CommandEnd.DONE);
    }

    @Test
    void aRangeThatIsMadeLaterHasItAsWell() throws SQLException {
        AddedIndexes.add(List.of("metadata.team"));

        execute("select ledger.add_task_range('2031-01-01 00:00Z', '2031-01-02 00:00Z')");

        assertThat(AddedIndexes.told("list")).containsPattern("metadata.team +on +(\\d+) of \\1 ");
        execute("select ledger.drop_task_range('20310101t0000')");
    }

    @Test
    void whatWasKilledGoesOnWhileTasksAreWritten() throws SQLException {
        try (Connection reader = database.getConnection();
                Statement statement = reader.createStatement()) {
            reader.setAutoCommit(false);
            reader.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            // A build ends when nobody sees the tasks as they were before it.
            statement.execute("select count(*) from ledger.epoch");
            CompletableFuture<CommandEnd> killed =
                    CompletableFuture.supplyAsync(() -> AddedIndexes.run("add", "created_by"));
            await().atMost(SOON).until(() -> !query(HALF_BUILT).equals("0"));
            NewTask.Builder meanwhile = task("meanwhile");
            create(meanwhile);
            assertThat(status(meanwhile)).isEqualTo(TaskStatus.READY);
            execute(KILL);
            assertThat(killed).succeedsWithin(SOON).isEqualTo(CommandEnd.UNREACHABLE);
            reader.rollback();
        }
        assertThat(AddedIndexes.told("list")).containsPattern("created_by +unfinished");
        assertThat(seen().has(Filter.CREATED_BY, Order.CREATED)).isFalse();

        assertThat(AddedIndexes.run("add", "created_by")).isEqualTo(CommandEnd.DONE);

        assertThat(AddedIndexes.told("list")).containsPattern("created_by +on");
        assertThat(query(HALF_BUILT)).isEqualTo("0");
    }

    @Test
    void oneCommandIsAtWorkAtATimeAndTheNextWaitsUntilItsConnectionHasEnded() throws SQLException {
        try (Connection other = database.getConnection();
                Statement statement = other.createStatement()) {
            statement.execute(HELD);
            assertThat(AddedIndexes.run("add", "type")).isEqualTo(CommandEnd.REFUSED);

            CompletableFuture<CommandEnd> next =
                    CompletableFuture.supplyAsync(() -> AddedIndexes.run("add", "type"));
            await().pollInterval(Duration.ofMillis(20))
                    .atMost(SOON)
                    .until(() -> !query(WAITING).equals("0"));
            statement.execute("select pg_advisory_unlock_all()");

            assertThat(next).succeedsWithin(SOON).isEqualTo(CommandEnd.DONE);
        }
    }

    @Test
    void anIndexThatLeavesIsNotUsedAnyMore() throws SQLException {
        AddedIndexes.add(List.of("type"));
        execute("comment on index ledger.tasks_by_type is '" + ValidIndexes.LEAVING + "'");

        assertThat(seen().has(Filter.TYPE, Order.CREATED)).isFalse();
        assertThat(AddedIndexes.told("list")).containsPattern("type +leaving");
        assertThat(AddedIndexes.run("add", "type")).isEqualTo(CommandEnd.DONE);
        assertThat(seen().has(Filter.TYPE, Order.CREATED)).isTrue();
    }

    @Test
    void anIndexIsDroppedWhenTheLedgerHasSeenThatItLeaves() {
        AddedIndexes.add(List.of("created_by"));

        assertThat(AddedIndexes.run("drop", "created_by")).isEqualTo(CommandEnd.DONE);

        assertThat(AddedIndexes.told("list")).containsPattern("created_by +off");
        assertThat(AddedIndexes.run("drop", "created_by")).isEqualTo(CommandEnd.DONE);
    }
}
