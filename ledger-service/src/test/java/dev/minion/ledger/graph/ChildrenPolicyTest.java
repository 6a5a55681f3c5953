package dev.minion.ledger.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.minion.contracts.ledger.CancelTaskRequest;
import dev.minion.contracts.ledger.CreatedTask;
import dev.minion.contracts.ledger.GetTasksRequest;
import dev.minion.contracts.ledger.NewTask;
import dev.minion.contracts.ledger.TaskResult;
import dev.minion.contracts.records.Started;
import dev.minion.contracts.tasks.ChildrenPolicy;
import dev.minion.contracts.tasks.Task;
import dev.minion.contracts.tasks.TaskStatus;
import dev.minion.ledger.LedgerTest;
import dev.minion.ledger.Servers;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the end of a task is to its children and its parent, by the parent's policy. */
@QuarkusTest
@QuarkusTestResource(Servers.class)
class ChildrenPolicyTest extends LedgerTest {

    private static final int MANY = 10_000;
    private static final int DEEP = 1_000;

    @ParameterizedTest
    @ValueSource(strings = {"completed", "failed", "cancelled"})
    void openChildrenAreCancelledHoweverTheirParentEnds(String way) {
        NewTask.Builder parent = tied("parent", true, false);
        create(parent);
        NewTask.Builder done = child("done", parent);
        NewTask.Builder open = child("open", parent);
        create(done, open, task("stranger"));
        report(completed(done, 1, "1"));
        awaitStatus(done, TaskStatus.COMPLETED);

        switch (way) {
            case "completed" -> report(completed(parent, 1, "2"));
            case "failed" -> report(failed(parent, 1, "no", false));
            default -> cancel(parent);
        }

        awaitStatus(open, TaskStatus.CANCELLED);
        assertThat(get(open).getError().getCode()).isEqualTo("parent-ended");
        assertThat(get(open).getError().getMessage()).contains(text(parent));
        assertThat(status(done)).isEqualTo(TaskStatus.COMPLETED);
        assertThat(status(parent).name()).isEqualToIgnoringCase(way);
        assertThat(get(parent).getChildren().getCancelOnParentEnd()).isTrue();
    }

    @Test
    void withoutAPolicyEachEndsAsItDoes() {
        NewTask.Builder parent = task("parent");
        create(parent);
        NewTask.Builder bad = child("bad", parent);
        NewTask.Builder open = child("open", parent);
        create(bad, open);

        report(failed(bad, 1, "no", false));
        awaitStatus(bad, TaskStatus.FAILED);
        assertThat(status(parent)).isEqualTo(TaskStatus.READY);
        cancel(parent);

        assertThat(status(open)).isEqualTo(TaskStatus.READY);
        assertThat(get(parent).hasChildren()).isFalse();
    }

    @Test
    void aParentFailsWithItsFirstChildThatDoesNotCompleteAndTakesTheOthersAlong() {
        NewTask.Builder parent = tied("parent", true, true);
        create(parent);
        NewTask.Builder good = child("good", parent);
        NewTask.Builder bad = child("bad", parent);
        NewTask.Builder open = child("open", parent);
        create(good, bad, open);
        report(
                event(parent.getId(), 1).setStarted(Started.getDefaultInstance()).build(),
                completed(good, 1, "1"));
        awaitStatus(parent, TaskStatus.RUNNING);
        awaitStatus(good, TaskStatus.COMPLETED);

        report(failed(bad, 1, "no", false));

        awaitStatus(parent, TaskStatus.FAILED);
        assertThat(get(parent).getError().getCode()).isEqualTo("child-failed");
        assertThat(get(parent).getError().getMessage()).contains(text(bad)).contains("failed");
        awaitStatus(open, TaskStatus.CANCELLED);
        report(completed(parent, 1, "too late"));
        await().during(Duration.ofMillis(300))
                .atMost(SOON)
                .until(() -> status(parent) == TaskStatus.FAILED);
    }

    @Test
    void aChildOfAParentThatHasEndedIsBornCancelledAndSoItIsWhenTheCallIsRepeated() {
        NewTask.Builder parent = tied("parent", true, false);
        create(parent);
        cancel(parent);
        NewTask.Builder late = child("late", parent).setRef("late");
        NewTask.Builder behind = task("behind").addDependencies("late");

        List<CreatedTask> first = create(late, behind);
        List<CreatedTask> again = create(late, behind);

        assertThat(first.getFirst().getStatus()).isEqualTo(TaskStatus.CANCELLED);
        assertThat(first.getFirst().hasFence()).isFalse();
        assertThat(again.getFirst().getStatus()).isEqualTo(TaskStatus.CANCELLED);
        assertThat(get(late).getError().getCode()).isEqualTo("parent-ended");
        assertThat(status(behind)).isEqualTo(TaskStatus.FAILED);
    }

    @Test
    void aChildThatIsCreatedWhileItsParentEndsIsCancelledWithIt() throws Exception {
        NewTask.Builder parent = tied("parent", true, false);
        create(parent);
        NewTask.Builder child = child("child", parent);
        CompletableFuture<List<CreatedTask>> created;
        try (Connection ending = database.getConnection();
                Statement statement = ending.createStatement()) {
            ending.setAutoCommit(false);
            statement.execute(
                    "update ledger.tasks set status = 9, completed_at = now() where id = '%s'"
                            .formatted(text(parent)));
            created = CompletableFuture.supplyAsync(() -> create(child));
            await().atMost(SOON)
                    .until(
                            () ->
                                    !query(
                                                    "select 1 from pg_stat_activity where"
                                                            + " wait_event_type = 'Lock' and query"
                                                            + " like '%for share%'")
                                            .isEmpty());
            ending.commit();
        }

        assertThat(created).succeedsWithin(SOON);
        assertThat(created.resultNow().getFirst().getStatus()).isEqualTo(TaskStatus.CANCELLED);
    }

    @Test
    void aParentIsToldOfAChildThatFailsAtItsBirth() {
        NewTask.Builder bad = task("bad");
        NewTask.Builder parent = tied("parent", false, true);
        create(bad, parent);
        cancel(bad);
        create(child("hopeless", parent).addDependencies(text(bad)));

        awaitStatus(parent, TaskStatus.FAILED);
        assertThat(get(parent).getError().getCode()).isEqualTo("child-failed");
    }

    @Test
    void aParentWhoseRowSomebodyHoldsIsToldOnceItIsFree() throws Exception {
        NewTask.Builder parent = tied("parent", false, true);
        create(parent);
        NewTask.Builder bad = child("bad", parent);
        create(bad);
        try (Connection holding = database.getConnection();
                Statement statement = holding.createStatement()) {
            holding.setAutoCommit(false);
            statement.execute(
                    "select 1 from ledger.tasks where id = '%s' for update"
                            .formatted(text(parent)));
            report(failed(bad, 1, "no", false));
            // The child's end does not wait for its parent.
            awaitStatus(bad, TaskStatus.FAILED);
            assertThat(status(parent)).isEqualTo(TaskStatus.READY);
            holding.rollback();
        }

        awaitStatus(parent, TaskStatus.FAILED);
    }

    @Test
    void tenThousandChildrenAreCancelledWithTheirParentInAFewStatements() throws Exception {
        NewTask.Builder parent = tied("parent", true, true);
        create(parent);
        NewTask.Builder[] children = new NewTask.Builder[MANY];
        for (int i = 0; i < MANY; i++) {
            children[i] = child("child " + i, parent);
        }
        create(true, children);

        report(failed(children[MANY / 2], 1, "no", false));

        await().atMost(SOON)
                .untilAsserted(
                        () ->
                                assertThat(
                                                query(
                                                        "select count(*) from ledger.tasks where"
                                                                + " status < 7 and namespace = '"
                                                                + namespace
                                                                + "'"))
                                        .isEqualTo("0"));
        assertThat(status(parent)).isEqualTo(TaskStatus.FAILED);
        // One change each: none was decided twice.
        assertThat(
                        query(
                                "select max(version) from ledger.tasks where namespace = '"
                                        + namespace
                                        + "'"))
                .isEqualTo("2");
    }

    @Test
    void aChainOfAThousandGenerationsEndsInBothDirections() {
        List<NewTask.Builder> chain = new ArrayList<>(DEEP);
        for (int i = 0; i < DEEP; i++) {
            NewTask.Builder member = tied("generation " + i, true, true);
            if (i > 0) {
                member.setParentId(chain.getLast().getId());
            }
            create(member);
            chain.add(member);
        }

        report(failed(chain.get(DEEP / 2), 1, "no", false));

        await().atMost(SOON).untilAsserted(() -> assertThat(open(chain)).isZero());
        assertThat(get(chain.getFirst()).getError().getCode()).isEqualTo("child-failed");
        assertThat(get(chain.getLast()).getError().getCode()).isEqualTo("parent-ended");
    }

    private long open(List<NewTask.Builder> tasks) {
        var request = GetTasksRequest.newBuilder().setNamespace(namespace);
        tasks.forEach(task -> request.addIds(task.getId()));
        return now(ledger.getTasks(request.build())).getTasksList().stream()
                .map(Task::getStatus)
                .filter(status -> status.getNumber() < TaskStatus.COMPLETED_VALUE)
                .count();
    }

    private NewTask.Builder tied(String name, boolean cancel, boolean fail) {
        return task(name)
                .setChildren(
                        ChildrenPolicy.newBuilder()
                                .setCancelOnParentEnd(cancel)
                                .setFailOnChildFailure(fail));
    }

    private NewTask.Builder child(String name, NewTask.Builder parent) {
        return task(name).setParentId(parent.getId());
    }

    private void cancel(NewTask.Builder task) {
        TaskResult result =
                now(
                        ledger.cancelTask(
                                CancelTaskRequest.newBuilder()
                                        .setNamespace(namespace)
                                        .setId(task.getId())
                                        .build()));
        assertThat(result.hasProblem()).isFalse();
    }
}
