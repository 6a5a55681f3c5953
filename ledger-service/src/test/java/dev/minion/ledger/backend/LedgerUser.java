package dev.minion.ledger.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import dev.minion.contracts.ledger.CancelTaskRequest;
import dev.minion.contracts.ledger.CompleteTaskRequest;
import dev.minion.contracts.ledger.DeleteTaskRequest;
import dev.minion.contracts.ledger.FailTaskRequest;
import dev.minion.contracts.ledger.GetTasksRequest;
import dev.minion.contracts.ledger.ListTasksRequest;
import dev.minion.contracts.ledger.NewTask;
import dev.minion.contracts.ledger.PatchTaskRequest;
import dev.minion.contracts.ledger.RecordProgressRequest;
import dev.minion.contracts.ledger.Release;
import dev.minion.contracts.ledger.ReleaseReason;
import dev.minion.contracts.ledger.ReleaseResult;
import dev.minion.contracts.ledger.ReleaseTasksRequest;
import dev.minion.contracts.ledger.RetryTaskRequest;
import dev.minion.contracts.ledger.TaskResult;
import dev.minion.contracts.tasks.Fence;
import dev.minion.contracts.tasks.RetryPolicy;
import dev.minion.contracts.tasks.Task;
import dev.minion.contracts.tasks.TaskError;
import dev.minion.contracts.tasks.TaskStatus;
import dev.minion.ledger.LedgerTest;
import java.util.Arrays;
import java.util.List;

/** The calls of one who uses a ledger, each answered before the next is made. */
abstract class LedgerUser extends LedgerTest {

    static final Fence FIRST = fence(1);

    static Fence fence(int attempt) {
        return Fence.newBuilder().setEpoch(1).setAttempt(attempt).build();
    }

    static ByteString json(String text) {
        return ByteString.copyFromUtf8(text);
    }

    NewTask.Builder flaky(String name, int attempts) {
        return task(name)
                .setRetry(
                        RetryPolicy.newBuilder()
                                .setMaxAttempts(attempts)
                                .setInitialDelayMs(20)
                                .setBackoff(1)
                                .setMaxDelayMs(20));
    }

    List<Task> getAll(NewTask.Builder... tasks) {
        GetTasksRequest.Builder request = GetTasksRequest.newBuilder().setNamespace(namespace);
        Arrays.stream(tasks).forEach(task -> request.addIds(task.getId()));
        return now(ledger.getTasks(request.build())).getTasksList();
    }

    /** The answer must be the ledger's own: read and shown before, so that a cache may have it. */
    Task known(NewTask.Builder task) {
        Task first = get(task);
        assertThat(get(task)).isEqualTo(first);
        return first;
    }

    TaskResult patch(NewTask.Builder task, PatchTaskRequest.Builder patch) {
        return now(ledger.patchTask(patch.setNamespace(namespace).setId(task.getId()).build()));
    }

    TaskResult cancel(NewTask.Builder task) {
        return now(
                ledger.cancelTask(
                        CancelTaskRequest.newBuilder()
                                .setNamespace(namespace)
                                .setId(task.getId())
                                .setReason("enough")
                                .build()));
    }

    TaskResult complete(NewTask.Builder task, Fence fence, String output) {
        return now(
                ledger.completeTask(
                        CompleteTaskRequest.newBuilder()
                                .setNamespace(namespace)
                                .setId(task.getId())
                                .setFence(fence)
                                .setOutput(json(output))
                                .build()));
    }

    TaskResult fail(NewTask.Builder task, boolean retryable) {
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

    TaskResult retry(NewTask.Builder task) {
        return now(
                ledger.retryTask(
                        RetryTaskRequest.newBuilder()
                                .setNamespace(namespace)
                                .setId(task.getId())
                                .build()));
    }

    /** The code of the refusal, empty where the task was deleted. */
    String delete(NewTask.Builder task) {
        return now(ledger.deleteTask(
                        DeleteTaskRequest.newBuilder()
                                .setNamespace(namespace)
                                .setId(task.getId())
                                .build()))
                .getProblem()
                .getCode();
    }

    /** The code of the refusal, empty where it was recorded. */
    String progress(NewTask.Builder task, int percent) {
        return now(ledger.recordProgress(
                        RecordProgressRequest.newBuilder()
                                .setNamespace(namespace)
                                .setId(task.getId())
                                .setPercent(percent)
                                .setMessage("at " + percent)
                                .build()))
                .getProblem()
                .getCode();
    }

    ReleaseResult release(NewTask.Builder task, int attempt, ReleaseReason reason) {
        return now(ledger.releaseTasks(
                        ReleaseTasksRequest.newBuilder()
                                .addReleases(
                                        Release.newBuilder()
                                                .setTaskId(task.getId())
                                                .setFence(fence(attempt))
                                                .setReason(reason))
                                .build()))
                .getResults(0);
    }

    List<Task> list(ListTasksRequest.Builder query) {
        return now(ledger.listTasks(query.setNamespace(namespace).build())).getTasksList();
    }

    void awaitAttempt(NewTask.Builder task, int attempt, TaskStatus status) {
        await().atMost(SOON)
                .untilAsserted(
                        () -> {
                            Task now = get(task);
                            assertThat(now.getFence().getAttempt()).isEqualTo(attempt);
                            assertThat(now.getStatus()).isEqualTo(status);
                        });
    }

    static String refusal(TaskResult result) {
        return result.getProblem().getCode();
    }
}
