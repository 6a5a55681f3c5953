package dev.minion.ledger.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.minion.contracts.ledger.CancelTaskRequest;
import dev.minion.contracts.ledger.GetTimelineRequest;
import dev.minion.contracts.ledger.ListTasksRequest;
import dev.minion.contracts.ledger.NewTask;
import dev.minion.contracts.ledger.ResumeTaskRequest;
import dev.minion.contracts.ledger.TaskHistory;
import dev.minion.contracts.ledger.TaskResult;
import dev.minion.contracts.ledger.Transition;
import dev.minion.contracts.tasks.RetryPolicy;
import dev.minion.contracts.tasks.Task;
import dev.minion.contracts.tasks.TaskStatus;
import dev.minion.ledger.LedgerTest;
import dev.minion.ledger.Servers;
import io.quarkus.grpc.GrpcClient;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

/** What becomes of tasks that are to wait for somebody when their retries have run out. */
@QuarkusTest
@QuarkusTestResource(Servers.class)
class PausedTasksTest extends LedgerTest {

    @GrpcClient("ledger")
    TaskHistory history;

    private NewTask.Builder paused(String name) {
        NewTask.Builder task =
                task(name)
                        .setRetry(
                                RetryPolicy.newBuilder()
                                        .setMaxAttempts(2)
                                        .setInitialDelayMs(0)
                                        .setBackoff(1)
                                        .setMaxDelayMs(1)
                                        .setPauseWhenExhausted(true));
        create(task);
        report(failed(task, 1, "maybe", true), failed(task, 2, "maybe", true));
        await().atMost(SOON).until(() -> get(task).getPaused());
        return task;
    }

    private TaskResult resume(NewTask.Builder task) {
        return now(
                ledger.resumeTask(
                        ResumeTaskRequest.newBuilder()
                                .setNamespace(namespace)
                                .setId(task.getId())
                                .build()));
    }

    @Test
    void aTaskWhoseRetriesHaveRunOutWaitsForSomebodyAndIsDueAtNoTime() throws Exception {
        NewTask.Builder task = paused("waits");

        Task now = get(task);
        assertThat(now.getStatus()).isEqualTo(TaskStatus.SCHEDULED);
        assertThat(now.getRunAfterUs()).isZero();
        assertThat(now.getError().getCode()).isEqualTo("maybe");
        assertThat(now.getFailures()).isEqualTo(2);
        assertThat(query("select due_at from ledger.tasks where id = '" + text(task) + "'"))
                .isEqualTo("null");
    }

    @Test
    void whatIsResumedHasItsRetriesAnew() {
        NewTask.Builder task = paused("resumed");

        Task resumed = resume(task).getTask();

        assertThat(resumed.getStatus()).isEqualTo(TaskStatus.READY);
        assertThat(resumed.getPaused()).isFalse();
        assertThat(resumed.getFence().getAttempt()).isEqualTo(3);
        assertThat(resumed.getFailures()).isZero();
        report(failed(task, 3, "maybe", true), completed(task, 4, "1"));
        awaitStatus(task, TaskStatus.COMPLETED);
    }

    @Test
    void onlyWhatIsPausedCanBeResumed() {
        NewTask.Builder task = task("ready");
        create(task);

        assertThat(resume(task).getProblem().getCode()).isEqualTo("illegal-transition");
        assertThat(status(task)).isEqualTo(TaskStatus.READY);
    }

    @Test
    void whatIsPausedCanBeCancelledAndListedAndItsTimelineTells() {
        NewTask.Builder task = paused("listed");
        create(task("another"));

        ListTasksRequest list =
                ListTasksRequest.newBuilder()
                        .setNamespace(namespace)
                        .setPaused(true)
                        .setCount(true)
                        .build();
        assertThat(now(ledger.listTasks(list)).getTasksList())
                .extracting(Task::getId)
                .containsExactly(task.getId());
        assertThat(now(ledger.listTasks(list)).getTotal()).isEqualTo(1);
        GetTimelineRequest timeline =
                GetTimelineRequest.newBuilder().setNamespace(namespace).setId(task.getId()).build();
        Transition last = now(history.getTimeline(timeline)).getTransitionsList().getLast();
        assertThat(last.getTo()).isEqualTo(TaskStatus.SCHEDULED);
        assertThat(last.getCode()).isEqualTo("maybe");
        assertThat(last.getReason()).isEqualTo("paused, for its retries have run out: said no");

        Task cancelled =
                now(ledger.cancelTask(
                                CancelTaskRequest.newBuilder()
                                        .setNamespace(namespace)
                                        .setId(task.getId())
                                        .build()))
                        .getTask();
        assertThat(cancelled.getStatus()).isEqualTo(TaskStatus.CANCELLED);
        assertThat(now(ledger.listTasks(list)).getTasksList()).isEmpty();
    }
}
