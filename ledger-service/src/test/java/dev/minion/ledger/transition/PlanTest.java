package dev.minion.ledger.transition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minion.ledger.LedgerTest;
import dev.minion.ledger.Servers;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The statements of the hot path keep to their indexes, however old the statistics are. */
@QuarkusTest
@QuarkusTestResource(Servers.class)
class PlanTest extends LedgerTest {

    private static final String FOLD =
            """
            explain update ledger.tasks t set status = 7
            from unnest(array(select gen_random_uuid() from generate_series(1, 2000)),
                        array(select 1 from generate_series(1, 2000)))
              u(id, attempt)
            where t.id = u.id and t.attempt = u.attempt and t.status in (4, 5, 6)
            """;

    private static final String PREPARED =
            """
            prepare fold(uuid[], int[]) as update ledger.tasks t set status = 7
            from unnest($1, $2) u(id, attempt)
            where t.id = u.id and t.attempt = u.attempt and t.status in (4, 5, 6)
            """;

    private static final String PAGE =
            """
            explain select t.id from ledger.tasks t where t.status = 4 and t.partition = 1
            and t.queue = 7 and t.id not in (select unnest('{}'::uuid[]))
            order by t.priority desc, t.id limit 100
            """;

    /** The two branches of a page that begins in the middle. */
    private static final String PAGE_FROM =
            """
            explain select * from (
            (select t.id from ledger.tasks t where t.status = 4 and t.partition = 1 and t.queue = 7
             and t.priority = 5 and t.id >= '0199aaaa-0000-7000-8000-000000000000'
             and t.id not in (select unnest('{}'::uuid[])) order by t.id limit 100)
            union all
            (select t.id from ledger.tasks t where t.status = 4 and t.partition = 1 and t.queue = 7
             and t.priority < 5 and t.id not in (select unnest('{}'::uuid[]))
             order by t.priority desc, t.id limit 100)) page limit 100
            """;

    /** From one queue to the next. */
    private static final String NEXT_QUEUE =
            """
            explain select t.queue from ledger.tasks t where t.status = 4 and t.partition = 1
            and t.queue > 7 order by t.queue limit 1
            """;

    @Inject Pool pool;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void noStatementOfTheHotPathScansTheTable(boolean analysed) throws Exception {
        if (analysed) {
            execute("analyze ledger.tasks");
        } else {
            execute("delete from pg_statistic where starelid = 'ledger.tasks'::regclass");
        }

        assertThat(plan(FOLD)).contains("tasks_pkey").doesNotContain("Seq Scan on tasks");
        assertThat(plan(PAGE))
                .containsPattern("using tasks_\\S*queue")
                .contains("hashed SubPlan")
                .doesNotContain("Sort  (")
                .doesNotContain("Seq Scan on tasks");
        assertThat(plan(NEXT_QUEUE))
                .containsPattern("using tasks_\\S*queue")
                .doesNotContain("Sort  (")
                .doesNotContain("Seq Scan on tasks");
        assertThat(plan(PAGE_FROM))
                .containsPattern("using tasks_\\S*queue")
                .doesNotContain("Seq Scan on tasks");
        assertThat(genericPlan()).contains("tasks_pkey").doesNotContain("Seq Scan on tasks");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theChildrenOfAParentThatWaitsAreFoundByTheirKey(boolean analysed) throws Exception {
        execute(
                analysed
                        ? "analyze ledger.tasks, ledger.waiting_parents"
                        : "delete from pg_statistic where starelid in ('ledger.tasks'::regclass,"
                                + " 'ledger.waiting_parents'::regclass)");

        assertThat(plan("explain (generic_plan) " + WaitingParents.LOOK))
                .contains("tasks_children", "tasks_pkey", "waiting_parents_pkey")
                .doesNotContain("Seq Scan");
        assertThat(plan("explain (generic_plan) " + WaitingParents.OPEN))
                .contains("tasks_children")
                .doesNotContain("Seq Scan");
    }

    /** As it is for a prepared statement after its first runs. */
    private String genericPlan() {
        return text(
                pool.withConnection(
                        connection ->
                                connection
                                        .query("set plan_cache_mode = force_generic_plan")
                                        .execute()
                                        .compose(done -> connection.query(PREPARED).execute())
                                        .compose(
                                                done ->
                                                        connection
                                                                .query(
                                                                        "explain execute fold('{}',"
                                                                                + " '{}')")
                                                                .execute())
                                        .compose(
                                                rows ->
                                                        connection
                                                                .query(
                                                                        "deallocate fold; reset"
                                                                                + " plan_cache_mode")
                                                                .execute()
                                                                .map(rows))));
    }

    private String plan(String sql) {
        return text(pool.query(sql).execute());
    }

    private static String text(Future<RowSet<Row>> plan) {
        CompletableFuture<RowSet<Row>> answer = plan.toCompletionStage().toCompletableFuture();
        assertThat(answer).succeedsWithin(SOON);
        List<String> lines = new ArrayList<>();
        answer.resultNow().forEach(row -> lines.add(row.getString(0)));
        return String.join("\n", lines);
    }
}
