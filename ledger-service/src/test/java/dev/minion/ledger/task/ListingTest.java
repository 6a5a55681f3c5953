package dev.minion.ledger.task;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.minion.contracts.ledger.CancelTaskRequest;
import dev.minion.contracts.ledger.ListTasksRequest;
import dev.minion.contracts.ledger.ListTasksResponse;
import dev.minion.contracts.ledger.NewTask;
import dev.minion.contracts.tasks.TaskStatus;
import dev.minion.ledger.LedgerTest;
import dev.minion.ledger.Servers;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(Servers.class)
class ListingTest extends LedgerTest {

    private ListTasksRequest.Builder request() {
        return ListTasksRequest.newBuilder().setNamespace(namespace);
    }

    /** Of the whole list: a page may be short where there are many tasks of other namespaces. */
    private List<String> names(ListTasksRequest.Builder request) {
        List<String> names = new ArrayList<>();
        ListTasksRequest.Builder next = request.clone();
        do {
            ListTasksResponse page = now(ledger.listTasks(next.build()));
            page.getTasksList().forEach(task -> names.add(task.getName()));
            next.setCursor(page.getNextCursor());
        } while (!next.getCursor().isEmpty());
        return names;
    }

    @Test
    void everyFilterNarrowsTheList() {
        NewTask.Builder plain = task("plain");
        NewTask.Builder odd =
                task("odd 100%")
                        .setType("demo.sleep")
                        .setCreatedBy("ann")
                        .setSessionId("s")
                        .setWorkflowExecutionId(plain.getId())
                        .setMetadata(ByteString.copyFromUtf8("{\"team\":\"a\",\"size\":3}"));
        create(plain, odd);
        now(
                ledger.cancelTask(
                        CancelTaskRequest.newBuilder()
                                .setNamespace(namespace)
                                .setId(odd.getId())
                                .build()));
        long created = get(odd).getCreatedAtUs();
        long updated = get(odd).getUpdatedAtUs();

        assertThat(names(request())).containsExactly("odd 100%", "plain");
        assertThat(
                        List.of(
                                request().addStatuses(TaskStatus.CANCELLED),
                                request().setType("demo.sleep"),
                                request().setCreatedBy("ann"),
                                request().setSessionId("s"),
                                request().setWorkflowExecutionId(plain.getId()),
                                request().setNameContains("0%"),
                                request().putMetadata("team", "a"),
                                request().putMetadata("size", "3"),
                                request().setUpdatedAfterUs(updated - 1)))
                .allSatisfy(filter -> assertThat(names(filter)).containsExactly("odd 100%"));
        assertThat(names(request().setUpdatedBeforeUs(updated))).containsExactly("plain");
        assertThat(names(request().setCreatedAfterUs(created - 60_000_000))).hasSize(2);
        assertThat(names(request().setCreatedAfterUs(created + 1))).isEmpty();
        assertThat(names(request().setCreatedBeforeUs(created + 1))).hasSize(2);
        assertThat(names(request().setAssignedTo("nobody"))).isEmpty();
        assertThat(names(request().putMetadata("team", "b"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "created_at",
                "-created_at",
                "updated_at",
                "-updated_at",
                "priority",
                "-priority"
            })
    void aCursorLeadsThroughEveryOrderWithoutGapOrRepetition(String sort) {
        NewTask.Builder[] tasks = new NewTask.Builder[23];
        for (int i = 0; i < tasks.length; i++) {
            tasks[i] = task("t" + i).setPriority(1 + i % 3);
        }
        create(tasks);
        List<String> whole = names(request().setSort(sort).setLimit(100));
        assertThat(whole).hasSize(23);

        List<String> paged = new ArrayList<>();
        String cursor = "";
        do {
            ListTasksResponse page =
                    now(
                            ledger.listTasks(
                                    request()
                                            .setSort(sort)
                                            .setLimit(5)
                                            .setCursor(cursor)
                                            .setCount(true)
                                            .build()));
            page.getTasksList().forEach(task -> paged.add(task.getName()));
            assertThat(page.getTotal()).isEqualTo(23);
            cursor = page.getNextCursor();
        } while (!cursor.isEmpty());

        assertThat(paged).isEqualTo(whole);
        assertThat(names(request().setSort(sort).setLimit(5).setOffset(20)))
                .isEqualTo(whole.subList(20, 23));
    }

    @ParameterizedTest
    @ValueSource(strings = {"!", "AAAA", "bm90IGEgY3Vyc29yIG9mIG91cnM"})
    void aCursorOfSomebodyElseIsRefused(String cursor) {
        ListTasksResponse refused = now(ledger.listTasks(request().setCursor(cursor).build()));

        assertThat(refused.getProblem().getCode()).isEqualTo("bad-cursor");
    }
}
