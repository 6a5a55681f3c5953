package dev.minion.ledger.task;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.minion.contracts.ledger.CancelTaskRequest;
import dev.minion.contracts.ledger.CompleteTaskRequest;
import dev.minion.contracts.ledger.DeleteTaskRequest;
import dev.minion.contracts.ledger.ExplainTaskRequest;
import dev.minion.contracts.ledger.ExplainTaskResponse;
import dev.minion.contracts.ledger.FailTaskRequest;
import dev.minion.contracts.ledger.GetTasksRequest;
import dev.minion.contracts.ledger.ListProgressRequest;
import dev.minion.contracts.ledger.NewTask;
import dev.minion.contracts.ledger.PatchTaskRequest;
import dev.minion.contracts.ledger.RecordProgressRequest;
import dev.minion.contracts.ledger.RetryTaskRequest;
import dev.minion.contracts.ledger.TaskResult;
import dev.minion.contracts.tasks.Fence;
import dev.minion.contracts.tasks.TaskError;
import dev.minion.contracts.tasks.TaskStatus;
import dev.minion.ledger.LedgerTest;
import dev.minion.ledger.Servers;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Servers.class)
class RequestsTest extends LedgerTest {

    private static final Fence FIRST = Fence.newBuilder().setEpoch(1).setAttempt(1).build();
    private static final Fence WRONG = Fence.newBuilder().setEpoch(1).setAttempt(9).build();

    private TaskResult cancel(NewTask.Builder task) {
        return now(
                ledger.cancelTask(
                        CancelTaskRequest.newBuilder()
                                .setNamespace(namespace)
                                .setId(task.getId())
                                .setReason("enough")
                                .build()));
    }

    private TaskResult complete(NewTask.Builder task, Fence fence, String output) {
        return now(
                ledger.completeTask(
                        CompleteTaskRequest.newBuilder()
                                .setNamespace(namespace)
                                .setId(task.getId())
                                .setFence(fence)
                                .setOutput(ByteString.copyFromUtf8(output))
                                .build()));
    }

    private TaskResult fail(NewTask.Builder task, boolean retryable) {
        return now(
                ledger.failTask(
                        FailTaskRequest.newBuilder()
                                .setNamespace(namespace)
                                .setId(task.getId())
                                .setError(
                                        TaskError.newBuilder()
                                                .setCode("by-hand")
                                                .setRetryable(retryable))
                                .build()));
    }

    private TaskResult retry(NewTask.Builder task) {
        return now(
                ledger.retryTask(
                        RetryTaskRequest.newBuilder()
                                .setNamespace(namespace)
                                .setId(task.getId())
                                .build()));
    }

    private static String refusal(TaskResult result) {
        return result.getProblem().getCode();
    }

    @Test
    void aCancelledTaskIsTerminalAtOnceAndItsDependantsKnow() {
        NewTask.Builder task = task("stop").setRef("a");
        NewTask.Builder next = task("next").addDependencies("a");
        create(task, next);

        assertThat(cancel(task).getTask().getStatus()).isEqualTo(TaskStatus.CANCELLED);

        assertThat(get(task).getError().getMessage()).isEqualTo("enough");
        assertThat(status(next)).isEqualTo(TaskStatus.FAILED);
        assertThat(refusal(cancel(task))).isEqualTo("illegal-transition");
        assertThat(refusal(complete(task, FIRST, "1"))).isEqualTo("illegal-transition");
    }

    @Test
    void completionByHandChecksTheFence() {
        NewTask.Builder task = task("by hand");
        create(task);

        assertThat(refusal(complete(task, WRONG, "1"))).isEqualTo("fenced");
        assertThat(refusal(complete(task, FIRST, "{"))).isEqualTo("validation-failed");
        assertThat(complete(task, FIRST, "1").getTask().getStatus())
                .isEqualTo(TaskStatus.COMPLETED);
        assertThat(refusal(retry(task))).isEqualTo("illegal-transition");
    }

    @Test
    void failureByHandEndsOrRetries() {
        NewTask.Builder ends = task("ends");
        NewTask.Builder goesOn = task("goes on");
        create(ends, goesOn);

        assertThat(fail(ends, false).getTask().getStatus()).isEqualTo(TaskStatus.FAILED);
        assertThat(fail(goesOn, true).getTask().getStatus()).isEqualTo(TaskStatus.SCHEDULED);
        assertThat(get(goesOn).getFence().getAttempt()).isEqualTo(2);
    }

    @Test
    void aRetryFollowsItsDependencies() {
        NewTask.Builder first = task("first").setRef("a");
        NewTask.Builder second = task("second").addDependencies("a");
        create(first, second);
        fail(first, false);
        assertThat(status(second)).isEqualTo(TaskStatus.FAILED);

        assertThat(refusal(retry(second))).isEqualTo("illegal-transition");
        assertThat(retry(first).getTask().getStatus()).isEqualTo(TaskStatus.READY);
        assertThat(retry(second).getTask().getStatus()).isEqualTo(TaskStatus.BLOCKED);
        report(completed(first, 2, "1"));

        awaitStatus(second, TaskStatus.READY);
    }

    @Test
    void aPatchChangesWhatItNamesAndNeedsTheVersion() {
        NewTask.Builder task = task("patched").setDescription("before");
        create(task);
        PatchTaskRequest.Builder patch =
                PatchTaskRequest.newBuilder()
                        .setNamespace(namespace)
                        .setId(task.getId())
                        .setPriority(9)
                        .setIfVersion(1);

        TaskResult patched = now(ledger.patchTask(patch.build()));
        TaskResult late = now(ledger.patchTask(patch.build()));

        assertThat(patched.getTask().getPriority()).isEqualTo(9);
        assertThat(patched.getTask().getDescription()).isEqualTo("before");
        assertThat(patched.getTask().getVersion()).isEqualTo(2);
        assertThat(refusal(late)).isEqualTo("version-mismatch");
        cancel(task);
        assertThat(refusal(now(ledger.patchTask(patch.clearIfVersion().build()))))
                .isEqualTo("illegal-transition");
    }

    @Test
    void onlyEndedTasksAreDeletedAndTheirProgressGoesWithThem() throws Exception {
        NewTask.Builder task = task("deleted");
        create(task);
        now(ledger.recordProgress(progress(task, 10).build()));
        DeleteTaskRequest delete =
                DeleteTaskRequest.newBuilder().setNamespace(namespace).setId(task.getId()).build();

        assertThat(now(ledger.deleteTask(delete)).getProblem().getCode())
                .isEqualTo("illegal-transition");
        cancel(task);
        assertThat(now(ledger.deleteTask(delete)).hasProblem()).isFalse();

        assertThat(
                        query(
                                "select count(*) from ledger.task_progress where task_id = '"
                                        + text(task)
                                        + "'"))
                .isEqualTo("0");
        assertThat(now(ledger.deleteTask(delete)).getProblem().getCode())
                .isEqualTo("task-not-found");
    }

    private RecordProgressRequest.Builder progress(NewTask.Builder task, int percent) {
        return RecordProgressRequest.newBuilder()
                .setNamespace(namespace)
                .setId(task.getId())
                .setPercent(percent)
                .setMessage("at " + percent);
    }

    @Test
    void progressByRequestIsKeptInOrderAndFenced() {
        NewTask.Builder task = task("progress");
        create(task);

        now(ledger.recordProgress(progress(task, 10).build()));
        now(ledger.recordProgress(progress(task, 60).setFence(FIRST).build()));

        assertThat(
                        now(ledger.recordProgress(progress(task, 70).setFence(WRONG).build()))
                                .getProblem()
                                .getCode())
                .isEqualTo("fenced");
        ListProgressRequest latest =
                ListProgressRequest.newBuilder()
                        .setNamespace(namespace)
                        .setId(task.getId())
                        .setLatest(true)
                        .build();
        assertThat(now(ledger.listProgress(latest)).getItems(0).getMessage()).isEqualTo("at 60");
        assertThat(get(task).getProgress()).isEqualTo(60);
        assertThat(status(task)).isEqualTo(TaskStatus.RUNNING);
    }

    @Test
    void nothingOfOneNamespaceIsSeenOrChangedByAnother() {
        NewTask.Builder task = task("mine");
        create(task);
        String mine = namespace;
        namespace = "intruder";

        assertThat(refusal(cancel(task))).isEqualTo("task-not-found");
        assertThat(refusal(retry(task))).isEqualTo("task-not-found");
        assertThat(refusal(complete(task, FIRST, "1"))).isEqualTo("task-not-found");
        assertThat(
                        now(ledger.getTasks(
                                        GetTasksRequest.newBuilder()
                                                .setNamespace(namespace)
                                                .addIds(task.getId())
                                                .build()))
                                .getTasksList())
                .isEmpty();
        namespace = mine;
        assertThat(status(task)).isEqualTo(TaskStatus.READY);
    }

    @Test
    void whyABlockedTaskWaitsIsToldByItsOpenDependencies() {
        NewTask.Builder done = task("done").setRef("done");
        NewTask.Builder open = task("open").setRef("open");
        NewTask.Builder waits = task("waits").addDependencies("done").addDependencies("open");
        create(done, open, waits);
        complete(done, FIRST, "1");

        ExplainTaskResponse why =
                now(
                        ledger.explainTask(
                                ExplainTaskRequest.newBuilder()
                                        .setNamespace(namespace)
                                        .setId(waits.getId())
                                        .build()));

        assertThat(why.getUnmetTotal()).isEqualTo(1);
        assertThat(why.getUnmet(0).getName()).isEqualTo("open");
        assertThat(why.getUnmet(0).getStatus()).isEqualTo(TaskStatus.READY);
    }
}
