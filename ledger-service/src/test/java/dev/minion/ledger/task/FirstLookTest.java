package dev.minion.ledger.task;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.minion.contracts.ledger.ListTasksRequest;
import dev.minion.contracts.ledger.ListTasksResponse;
import dev.minion.contracts.ledger.NewTask;
import dev.minion.contracts.tasks.Task;
import dev.minion.ledger.GeneralPlans;
import dev.minion.ledger.Servers;
import dev.minion.ledger.index.ListIndexes;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.sqlclient.Pool;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Servers.class)
class FirstLookTest extends MadeUpTasks {

    @Inject Pool pool;

    @AfterEach
    void removeThem() throws SQLException {
        execute("delete from ledger.tasks where namespace = '%s'".formatted(namespace));
    }

    private ListTasksRequest.Builder request() {
        return ListTasksRequest.newBuilder().setNamespace(namespace).setLimit(10);
    }

    @Test
    void itIsPlannedOnceAndReadsAnIndexInItsOrder() throws Exception {
        execute(GeneralPlans.manyTasks(namespace));
        execute("analyze ledger.tasks");
        String cursor = page(request()).getNextCursor();

        List<ListTasksRequest.Builder> lists =
                List.of(
                        request(),
                        request().setCursor(cursor),
                        request().setSort("created_at").setType("t").setNameContains("n"),
                        request().setSort("-updated_at").setUpdatedAfterUs(1_000_000));
        for (ListTasksRequest.Builder list : lists) {
            FirstLook look = new FirstLook(list.build(), 10, ListIndexes.NONE);
            assertThat(look.serves()).isTrue();
            SqlText statement = look.statement();
            long general = done(GeneralPlans.of(pool, statement.text(), statement.parameters()));
            assertThat(general).as(statement.text()).isGreaterThanOrEqualTo(GeneralPlans.AT_LEAST);
            assertThat(withoutDependencies(plan(statement.text())))
                    .containsPattern("Index Scan (Backward )?using ")
                    .doesNotContain("Seq Scan on tasks")
                    .doesNotContainPattern("(?m)^[ >-]*(Incremental )?Sort +\\(cost");
        }
    }

    /** Those of each task are few, and may well be sorted. */
    private static String withoutDependencies(String plan) {
        int at = plan.indexOf("SubPlan");
        return at < 0 ? plan : plan.substring(0, at);
    }

    private String plan(String sql) {
        StringBuilder text = new StringBuilder();
        return done(
                pool.query("explain (generic_plan) " + sql)
                        .execute()
                        .map(
                                rows -> {
                                    rows.forEach(row -> text.append(row.getString(0)).append('\n'));
                                    return text.toString();
                                }));
    }

    private ListTasksResponse page(ListTasksRequest.Builder list) {
        return now(ledger.listTasks(list.build()));
    }

    /** A list from here on looks at none of other tests' tasks, of which a page's look may end. */
    private long before(NewTask.Builder oldest) {
        return get(oldest).getCreatedAtUs() - 1;
    }

    @Test
    void aPageThatItFillsIsThatOfTheSearch() {
        NewTask.Builder[] tasks = new NewTask.Builder[40];
        for (int i = 0; i < tasks.length; i++) {
            tasks[i] = task("t" + i).setRef("t" + i).setType(i % 2 == 0 ? "even" : "odd");
            if (i > 0) {
                tasks[i].addDependencies("t" + (i - 1));
            }
        }
        create(tasks);
        long begin = before(tasks[0]);
        for (String sort : List.of("created_at", "-created_at", "updated_at", "-updated_at")) {
            ListTasksRequest.Builder since =
                    sort.endsWith("created_at")
                            ? request().setCreatedAfterUs(begin)
                            : request().setUpdatedAfterUs(begin);
            ListTasksRequest.Builder list =
                    since.setSort(sort).setType("even").setOffset(3).setLimit(10);
            ListTasksResponse filled = page(list);
            ListTasksResponse searched = page(list.clone().setCount(true));

            assertThat(filled.getTasksList())
                    .as(sort)
                    .hasSize(10)
                    .isEqualTo(searched.getTasksList())
                    .anySatisfy(task -> assertThat(task.getDependenciesCount()).isEqualTo(1));
            assertThat(filled.getNextCursor()).isEqualTo(searched.getNextCursor());
        }
    }

    @Test
    void aPageOfLargeTasksEndsEarlyAndItsCursorLeadsOn() {
        ByteString large = ByteString.copyFromUtf8('"' + "x".repeat(60 << 10) + '"');
        NewTask.Builder[] tasks = new NewTask.Builder[300];
        for (int i = 0; i < tasks.length; i++) {
            tasks[i] = task("t" + i).setInput(large);
        }
        for (int i = 0; i < tasks.length; i += 100) {
            create(Arrays.copyOfRange(tasks, i, i + 100));
        }

        ListTasksRequest.Builder list =
                request().setCreatedAfterUs(before(tasks[0])).setSort("created_at").setLimit(1_000);
        ListTasksResponse first = page(list);
        ListTasksResponse rest = page(list.clone().setCursor(first.getNextCursor()));

        assertThat(first.getTasksList()).hasSize(200);
        assertThat(rest.getNextCursor()).isEmpty();
        List<Task> all = new ArrayList<>(first.getTasksList());
        all.addAll(rest.getTasksList());
        assertThat(all).extracting(Task::getName).doesNotHaveDuplicates().hasSize(300);
    }
}
