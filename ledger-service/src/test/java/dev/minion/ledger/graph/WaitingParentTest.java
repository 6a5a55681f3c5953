package dev.minion.ledger.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import dev.minion.contracts.ledger.CancelTaskRequest;
import dev.minion.contracts.ledger.CompleteTaskRequest;
import dev.minion.contracts.ledger.ExplainTaskRequest;
import dev.minion.contracts.ledger.ExplainTaskResponse;
import dev.minion.contracts.ledger.GetTimelineRequest;
import dev.minion.contracts.ledger.NewTask;
import dev.minion.contracts.ledger.TaskHistory;
import dev.minion.contracts.ledger.TaskResult;
import dev.minion.contracts.ledger.Transition;
import dev.minion.contracts.records.TaskEvent;
import dev.minion.contracts.tasks.ChildrenPolicy;
import dev.minion.contracts.tasks.TaskStatus;
import dev.minion.ledger.LedgerTest;
import dev.minion.ledger.Servers;
import io.quarkus.grpc.GrpcService;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A parent whose handler is done, and that is completed when none of its children is open. */
@QuarkusTest
@QuarkusTestResource(Servers.class)
class WaitingParentTest extends LedgerTest {

    private static final int MANY = 2_000;

    @Inject @GrpcService TaskHistory history;

    @Test
    void itIsBlockedWithItsOutputUntilTheLastChildHasEnded() throws Exception {
        NewTask.Builder parent = waiting("parent");
        NewTask.Builder dependant = task("dependant").addDependencies("p");
        create(parent.setRef("p"), dependant);
        NewTask.Builder first = child("first", parent);
        NewTask.Builder last = child("last", parent);
        create(first, last);

        report(completed(parent, 1, "42"));

        awaitStatus(parent, TaskStatus.BLOCKED);
        assertThat(get(parent).getOutput().toStringUtf8()).isEqualTo("42");
        assertThat(get(parent).getCompletedAtUs()).isZero();
        assertThat(waitingParents()).isEqualTo("1");
        report(completed(first, 1, "1"));
        awaitStatus(first, TaskStatus.COMPLETED);
        ExplainTaskResponse why = why(parent);
        assertThat(why.getOpenChildrenTotal()).isEqualTo(1);
        assertThat(why.getOpenChildren(0).getName()).isEqualTo("last");
        assertThat(status(parent)).isEqualTo(TaskStatus.BLOCKED);
        assertThat(status(dependant)).isEqualTo(TaskStatus.BLOCKED);
        report(failed(last, 1, "no", false));

        awaitStatus(parent, TaskStatus.COMPLETED);
        assertThat(get(parent).getOutput().toStringUtf8()).isEqualTo("42");
        assertThat(get(parent).getFence().getAttempt()).isEqualTo(1);
        awaitStatus(dependant, TaskStatus.READY);
        assertThat(waitingParents()).isEqualTo("0");
        assertThat(timeline(parent))
                .extracting(Transition::getTo)
                .containsExactly(TaskStatus.READY, TaskStatus.BLOCKED, TaskStatus.COMPLETED);
    }

    @Test
    void withoutChildrenItCompletesByItselfAndOneCompletedByHandWaitsToo() throws Exception {
        NewTask.Builder childless = waiting("childless");
        NewTask.Builder byHand = waiting("by hand");
        create(childless, byHand);
        NewTask.Builder child = child("child", byHand);
        create(child);

        report(completed(childless, 1, "1"));
        TaskResult waits = complete(byHand);

        awaitStatus(childless, TaskStatus.COMPLETED);
        assertThat(waits.getTask().getStatus()).isEqualTo(TaskStatus.BLOCKED);
        assertThat(complete(byHand).getProblem().getCode()).isEqualTo("illegal-transition");
        report(completed(child, 1, "1"));
        awaitStatus(byHand, TaskStatus.COMPLETED);
        assertThat(get(byHand).getOutput().toStringUtf8()).isEqualTo("7");
    }

    @Test
    void itFailsWithAChildWhereItsPolicySaysSo() {
        NewTask.Builder parent = waiting("parent");
        parent.getChildrenBuilder().setFailOnChildFailure(true);
        create(parent);
        NewTask.Builder bad = child("bad", parent);
        NewTask.Builder open = child("open", parent);
        create(bad, open);
        report(completed(parent, 1, "42"));
        awaitStatus(parent, TaskStatus.BLOCKED);

        report(failed(bad, 1, "no", false));

        awaitStatus(parent, TaskStatus.FAILED);
        assertThat(get(parent).getError().getCode()).isEqualTo("child-failed");
        assertThat(get(parent).getOutput()).isEqualTo(ByteString.EMPTY);
    }

    @Test
    void itCanBeCancelledWhileItWaitsAndTakesItsChildrenAlong() throws Exception {
        NewTask.Builder parent = waiting("parent");
        parent.getChildrenBuilder().setCancelOnParentEnd(true);
        create(parent);
        NewTask.Builder child = child("child", parent);
        create(child);
        report(completed(parent, 1, "42"));
        awaitStatus(parent, TaskStatus.BLOCKED);

        TaskResult cancelled =
                now(
                        ledger.cancelTask(
                                CancelTaskRequest.newBuilder()
                                        .setNamespace(namespace)
                                        .setId(parent.getId())
                                        .build()));

        assertThat(cancelled.getTask().getStatus()).isEqualTo(TaskStatus.CANCELLED);
        awaitStatus(child, TaskStatus.CANCELLED);
        await().atMost(SOON).until(() -> waitingParents().equals("0"));
        assertThat(status(parent)).isEqualTo(TaskStatus.CANCELLED);
    }

    @Test
    void aChildThatComesOrRunsAgainWhileItWaitsIsWaitedForToo() throws Exception {
        NewTask.Builder parent = waiting("parent");
        create(parent);
        NewTask.Builder early = child("early", parent);
        NewTask.Builder late = child("late", parent);
        create(early);
        report(completed(parent, 1, "42"));
        awaitStatus(parent, TaskStatus.BLOCKED);
        create(late);
        report(failed(early, 1, "no", false));
        awaitStatus(early, TaskStatus.FAILED);
        await().atMost(SOON)
                .until(
                        () ->
                                query(
                                                "select open_child from ledger.waiting_parents where task_id = '"
                                                        + text(parent)
                                                        + "'")
                                        .equals(text(late)));
        // As a retry would; it lies before the child that is looked at.
        execute("update ledger.tasks set status = 4 where id = '" + text(early) + "'");

        report(completed(late, 1, "1"));

        awaitStatus(late, TaskStatus.COMPLETED);
        await().atMost(SOON)
                .until(
                        () ->
                                query(
                                                "select open_child from ledger.waiting_parents where task_id = '"
                                                        + text(parent)
                                                        + "'")
                                        .equals(text(early)));
        assertThat(status(parent)).isEqualTo(TaskStatus.BLOCKED);
        report(completed(early, 1, "1"));
        awaitStatus(parent, TaskStatus.COMPLETED);
    }

    @Test
    void aParentThatSomebodyHoldsIsCompletedOnceItIsFree() throws Exception {
        NewTask.Builder parent = waiting("parent");
        create(parent);
        NewTask.Builder child = child("child", parent);
        create(child);
        report(completed(parent, 1, "42"));
        awaitStatus(parent, TaskStatus.BLOCKED);
        try (Connection holding = database.getConnection();
                Statement statement = holding.createStatement()) {
            holding.setAutoCommit(false);
            statement.execute(
                    "select 1 from ledger.tasks where id = '%s' for share".formatted(text(parent)));
            report(completed(child, 1, "1"));
            awaitStatus(child, TaskStatus.COMPLETED);
            await().atMost(SOON)
                    .until(
                            () ->
                                    query(
                                                    "select coalesce(open_child::text, '-') from ledger.waiting_parents where task_id = '"
                                                            + text(parent)
                                                            + "'")
                                            .equals("-"));
            assertThat(status(parent)).isEqualTo(TaskStatus.BLOCKED);
            holding.rollback();
        }

        awaitStatus(parent, TaskStatus.COMPLETED);
    }

    @Test
    void itIsCompletedOnceWhenThousandsOfChildrenEndTogether() throws Exception {
        NewTask.Builder parent = waiting("parent");
        create(parent);
        NewTask.Builder[] children = new NewTask.Builder[MANY];
        for (int i = 0; i < MANY; i++) {
            children[i] = child("child " + i, parent);
        }
        create(true, children);
        report(completed(parent, 1, "42"));
        report(
                Arrays.stream(children)
                        .map(child -> completed(child, 1, "1"))
                        .toArray(TaskEvent[]::new));

        awaitStatus(parent, TaskStatus.COMPLETED);

        assertThat(
                        query(
                                "select count(*) from ledger.tasks where status = 7 and namespace = '"
                                        + namespace
                                        + "'"))
                .isEqualTo(String.valueOf(MANY + 1));
        assertThat(query("select version from ledger.tasks where id = '" + text(parent) + "'"))
                .as("created, waiting, completed")
                .isEqualTo("3");
    }

    private NewTask.Builder waiting(String name) {
        return task(name).setChildren(ChildrenPolicy.newBuilder().setWaitOnCompletion(true));
    }

    private NewTask.Builder child(String name, NewTask.Builder parent) {
        return task(name).setParentId(parent.getId());
    }

    private TaskResult complete(NewTask.Builder task) {
        return now(
                ledger.completeTask(
                        CompleteTaskRequest.newBuilder()
                                .setNamespace(namespace)
                                .setId(task.getId())
                                .setOutput(ByteString.copyFromUtf8("7"))
                                .build()));
    }

    private ExplainTaskResponse why(NewTask.Builder task) {
        return now(
                ledger.explainTask(
                        ExplainTaskRequest.newBuilder()
                                .setNamespace(namespace)
                                .setId(task.getId())
                                .build()));
    }

    private List<Transition> timeline(NewTask.Builder task) {
        return now(history.getTimeline(
                        GetTimelineRequest.newBuilder()
                                .setNamespace(namespace)
                                .setId(task.getId())
                                .build()))
                .getTransitionsList();
    }

    private String waitingParents() throws SQLException {
        return query(
                "select count(*) from ledger.waiting_parents w join ledger.tasks t on t.id = w.task_id where t.namespace = '"
                        + namespace
                        + "'");
    }
}
