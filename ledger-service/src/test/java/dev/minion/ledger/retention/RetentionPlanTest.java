package dev.minion.ledger.retention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minion.contracts.ledger.NewTask;
import dev.minion.ledger.Servers;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.sqlclient.Pool;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No statement of a purge scans a table, however old the statistics are. */
@QuarkusTest
@QuarkusTestResource(Servers.class)
class RetentionPlanTest extends RetentionTest {

    private static final int ROWS = 2_000;
    private static final int BATCH = 500;

    @Inject Pool pool;

    /** An empty table has no plan worth looking at. */
    @BeforeEach
    void rows() throws SQLException {
        for (int made = 0; made < ROWS; made += BATCH) {
            var _ =
                    create(
                            IntStream.range(0, BATCH)
                                    .mapToObj(i -> task("planned"))
                                    .toArray(NewTask.Builder[]::new));
        }
        execute(
                """
                insert into ledger.conversations (last_position, namespace, name)
                select 1, '%1$s', i::text from generate_series(1, %2$d) i;
                insert into ledger.messages (id, expires_at, position, recipients, recipient_kind,
                  namespace, recipient, sender, conversation, body)
                select gen_random_uuid(), now(), 1, 1, 1, '%1$s', 'a', 'planned', i::text, '{}'
                from generate_series(1, %2$d) i;
                insert into ledger.message_deliveries
                  (message_id, expires_at, sequence, namespace, agent)
                select m.id, m.expires_at, m.sequence, m.namespace, 'a' from ledger.messages m
                where m.namespace = '%1$s'
                """
                        .formatted(namespace, ROWS));
    }

    @AfterEach
    void noRows() throws SQLException {
        execute("delete from ledger.messages where namespace = '%s'".formatted(namespace));
        execute("delete from ledger.conversations where namespace = '%s'".formatted(namespace));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void noStatementOfAPurgeScansATable(boolean analysed) throws Exception {
        execute(
                analysed
                        ? "analyze ledger.tasks, ledger.task_progress, ledger.task_dependencies"
                        : "delete from pg_statistic where starelid in ('ledger.tasks'::regclass,"
                                + " 'ledger.task_dependencies'::regclass)");

        for (PurgeScope scope : List.of(PurgeScope.TASKS, PurgeScope.PROGRESS)) {
            assertThat(looks(plan(scope.scan())))
                    .containsPattern("Index Scan using tasks_pkey_\\S+ on tasks_")
                    .doesNotContain("Sort (", "Sort  (");
            assertThat(looks(plan(scope.take()))).contains("tasks_pkey");
            assertThat(looks(plan(scope.remove()))).contains("_pkey");
        }
        assertThat(looks(plan(PurgeScope.TASKS.lock()))).contains("tasks_pkey");
        assertThat(looks(plan(PurgeScope.NEEDED)))
                .contains("tasks_children", "task_dependencies_on");
        assertThat(plan(SizeReader.GROUPS)).contains("Sample Scan").doesNotContain("Seq Scan");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void noStatementOfAPurgeOfMessagesScansATable(boolean analysed) throws Exception {
        execute(
                analysed
                        ? "analyze ledger.messages, ledger.message_deliveries, ledger.conversations"
                        : "delete from pg_statistic where starelid in ('ledger.messages'::regclass,"
                                + " 'ledger.message_deliveries'::regclass,"
                                + " 'ledger.conversations'::regclass)");

        PurgeScope messages = PurgeScope.MESSAGES;
        for (String statement : List.of(messages.scan(), messages.take())) {
            assertThat(looks(plan(statement)))
                    .contains("messages_pkey", "message_deliveries_pkey", "messages_conversation")
                    .doesNotContain("Hash");
        }
        assertThat(plan(messages.scan())).doesNotContain("Sort (", "Sort  (");
        assertThat(looks(plan(messages.lock()))).contains("messages_pkey");
        assertThat(looks(plan(messages.remove())))
                .contains("messages_pkey", "conversations_pkey", "messages_conversation");
    }

    /** A scan without a condition reads a table as well when it goes along its primary key. */
    private static String looks(String plan) {
        assertThat(plan).doesNotContain("Seq Scan");
        List<String> lines = plan.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).contains("_pkey")) {
                assertThat(i + 1 < lines.size() ? lines.get(i + 1) : "")
                        .as(plan)
                        .contains("Index Cond");
            }
        }
        return plan;
    }

    /** As it is for a prepared statement, whatever its values. */
    private String plan(String sql) {
        List<String> lines = new ArrayList<>();
        now(pool.query("explain (generic_plan) " + sql).execute())
                .forEach(row -> lines.add(row.getString(0)));
        return String.join("\n", lines);
    }
}
