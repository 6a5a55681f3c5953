package dev.minion.ledger.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import dev.minion.contracts.Ids;
import dev.minion.contracts.ledger.CancelTaskRequest;
import dev.minion.contracts.ledger.ExplainTaskRequest;
import dev.minion.contracts.ledger.GetTimelineRequest;
import dev.minion.contracts.ledger.ListTasksRequest;
import dev.minion.contracts.ledger.NewTask;
import dev.minion.contracts.ledger.PauseTaskRequest;
import dev.minion.contracts.ledger.Release;
import dev.minion.contracts.ledger.ReleaseReason;
import dev.minion.contracts.ledger.ReleaseTasksRequest;
import dev.minion.contracts.ledger.ReportAttemptsRequest;
import dev.minion.contracts.ledger.ResumeTaskRequest;
import dev.minion.contracts.ledger.TaskHistory;
import dev.minion.contracts.ledger.TaskResult;
import dev.minion.contracts.records.Started;
import dev.minion.contracts.records.TaskEvent;
import dev.minion.contracts.tasks.ChildrenPolicy;
import dev.minion.contracts.tasks.RetryPolicy;
import dev.minion.contracts.tasks.Task;
import dev.minion.contracts.tasks.TaskStatus;
import dev.minion.contracts.tasks.Timeouts;
import dev.minion.ledger.LedgerTest;
import dev.minion.ledger.Servers;
import dev.minion.ledger.release.DueTasks;
import io.quarkus.grpc.GrpcClient;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** What becomes of tasks of each status that somebody pauses, and resumes. */
@QuarkusTest
@QuarkusTestResource(Servers.class)
class TasksPausedByHandTest extends LedgerTest {

    private static final long HOUR_MS = 3_600_000;
    private static final long LATER_US = 4_000_000_000_000_123L;
    private static final String REASON = "the target moves";

    @GrpcClient("ledger")
    TaskHistory history;

    @Inject DueTasks due;

    private TaskResult pause(ByteString id) {
        return now(
                ledger.pauseTask(
                        PauseTaskRequest.newBuilder()
                                .setNamespace(namespace)
                                .setId(id)
                                .setReason(REASON)
                                .build()));
    }

    private Task paused(NewTask.Builder task) {
        TaskResult result = pause(task.getId());
        assertThat(result.getProblem().getDetail()).isEmpty();
        return result.getTask();
    }

    private TaskResult resume(NewTask.Builder task) {
        return now(
                ledger.resumeTask(
                        ResumeTaskRequest.newBuilder()
                                .setNamespace(namespace)
                                .setId(task.getId())
                                .build()));
    }

    /** Recorded, or refused for good, when this is over. */
    private void tell(TaskEvent event) {
        assertThat(now(reported(ReportAttemptsRequest.newBuilder().addEvents(event).build())))
                .isNotNull();
    }

    private static TaskEvent started(NewTask.Builder task, int attempt) {
        return event(task.getId(), attempt).setStarted(Started.getDefaultInstance()).build();
    }

    private NewTask.Builder running(String name) {
        NewTask.Builder task =
                task(name)
                        .setRetry(
                                RetryPolicy.newBuilder()
                                        .setMaxAttempts(3)
                                        .setInitialDelayMs(HOUR_MS)
                                        .setBackoff(1)
                                        .setMaxDelayMs(HOUR_MS));
        create(task);
        tell(started(task, 1));
        assertThat(status(task)).isEqualTo(TaskStatus.RUNNING);
        return task;
    }

    private String column(NewTask.Builder task, String sql) throws Exception {
        return query("select " + sql + " from ledger.tasks where id = '" + text(task) + "'");
    }

    private void dueNow() {
        assertThat(due.step().toCompletionStage().toCompletableFuture()).succeedsWithin(SOON);
    }

    private List<String> timeline(NewTask.Builder task) {
        GetTimelineRequest request =
                GetTimelineRequest.newBuilder().setNamespace(namespace).setId(task.getId()).build();
        return now(history.getTimeline(request)).getTransitionsList().stream()
                .map(step -> step.getFrom() + " " + step.getTo() + " " + step.getCode())
                .map(step -> step.replace("TASK_STATUS_UNSPECIFIED", "-").strip())
                .map(step -> step.toLowerCase(Locale.ROOT))
                .toList();
    }

    @Test
    void aReadyTaskIsTakenBackAndWhatItsOldAttemptReportsIsRefused() throws Exception {
        NewTask.Builder task = task("ready");
        create(task);

        Task paused = paused(task);

        assertThat(paused.getStatus()).isEqualTo(TaskStatus.SCHEDULED);
        assertThat(paused.getPaused()).isTrue();
        assertThat(paused.getRunAfterUs()).isZero();
        assertThat(paused.getFence().getAttempt()).isEqualTo(2);
        assertThat(paused.hasError()).isFalse();
        assertThat(column(task, "due_at")).isEqualTo("null");
        tell(started(task, 1));
        tell(completed(task, 1, "\"late\""));
        assertThat(get(task)).isEqualTo(paused);

        Task resumed = resume(task).getTask();

        assertThat(resumed.getStatus()).isEqualTo(TaskStatus.READY);
        assertThat(resumed.getPaused()).isFalse();
        tell(completed(task, 1, "\"late\""));
        tell(completed(task, 2, "\"heir\""));
        assertThat(get(task).getOutput().toStringUtf8()).isEqualTo("\"heir\"");
        assertThat(get(task).getFailures() + get(task).getCrashes()).isZero();
        assertThat(timeline(task))
                .containsExactly(
                        "- ready",
                        "ready scheduled paused",
                        "scheduled ready resumed",
                        "ready running",
                        "running completed");
    }

    @Test
    void pausedAgainItStaysAsItIs() {
        NewTask.Builder task = task("twice");
        create(task);
        Task paused = paused(task);

        assertThat(paused(task)).isEqualTo(paused);
        assertThat(timeline(task)).hasSize(2);
    }

    @Test
    void aScheduledTaskIsNotReleasedAndKeepsItsTime() throws Exception {
        NewTask.Builder task = task("scheduled").setRunAfterUs(LATER_US);
        create(task);

        Task paused = paused(task);

        assertThat(paused.getStatus()).isEqualTo(TaskStatus.SCHEDULED);
        assertThat(paused.getRunAfterUs()).isEqualTo(LATER_US);
        assertThat(column(task, "due_at")).isEqualTo("null");
        Task resumed = resume(task).getTask();
        assertThat(resumed.getStatus()).isEqualTo(TaskStatus.SCHEDULED);
        assertThat(resumed.getRunAfterUs()).isEqualTo(LATER_US);
        assertThat(resumed.getPaused()).isFalse();
        assertThat(column(task, "due_at = run_after")).isEqualTo("t");
    }

    @Test
    void whenItsTimeComesMeanwhileOnlyTheResumeReleasesIt() throws Exception {
        NewTask.Builder task = task("overdue").setRunAfterUs(LATER_US);
        create(task);
        paused(task);
        execute(
                "update ledger.tasks set run_after = to_timestamp(-1000) where id = '%s'"
                        .formatted(text(task)));

        dueNow();

        assertThat(get(task).getPaused()).isTrue();
        assertThat(get(task).getRunAfterUs()).isEqualTo(1_000_000_000);
        assertThat(resume(task).getTask().getStatus()).isEqualTo(TaskStatus.READY);
    }

    @Test
    void aBlockedTaskWaitsForSomebodyWhenItsDependenciesAreMet() {
        NewTask.Builder first = task("first");
        NewTask.Builder held = task("held").addDependencies(text(first));
        NewTask.Builder freed = task("freed").addDependencies(text(first));
        create(first, held, freed);

        assertThat(paused(held).getStatus()).isEqualTo(TaskStatus.BLOCKED);
        assertThat(paused(freed).getPaused()).isTrue();
        Task again = resume(freed).getTask();
        assertThat(again.getStatus()).isEqualTo(TaskStatus.BLOCKED);
        assertThat(again.getPaused()).isFalse();
        tell(completed(first, 1, "1"));

        assertThat(status(freed)).isEqualTo(TaskStatus.READY);
        assertThat(status(held)).isEqualTo(TaskStatus.SCHEDULED);
        assertThat(get(held).getPaused()).isTrue();
        assertThat(resume(held).getTask().getStatus()).isEqualTo(TaskStatus.READY);
        tell(completed(held, 1, "2"));
        assertThat(status(held)).isEqualTo(TaskStatus.COMPLETED);
        assertThat(timeline(freed))
                .containsExactly(
                        "- blocked",
                        "blocked blocked paused",
                        "blocked blocked resumed",
                        "blocked ready");
    }

    @Test
    void aRunningTaskThatCompletesHasCompleted() {
        NewTask.Builder task = running("completes");

        Task marked = paused(task);
        tell(completed(task, 1, "1"));

        assertThat(marked.getStatus()).isEqualTo(TaskStatus.RUNNING);
        assertThat(marked.getPaused()).isTrue();
        assertThat(marked.getFence().getAttempt()).isEqualTo(1);
        assertThat(status(task)).isEqualTo(TaskStatus.COMPLETED);
        assertThat(get(task).getPaused()).isFalse();
        assertThat(timeline(task))
                .containsExactly(
                        "- ready", "ready running", "running running paused", "running completed");
    }

    @Test
    void aRunningTaskThatWouldBeTriedAgainWaitsInstead() {
        NewTask.Builder failing = running("fails");
        NewTask.Builder lost = running("is lost");
        NewTask.Builder freed = running("is resumed meanwhile");
        List.of(failing, lost, freed).forEach(this::paused);
        assertThat(resume(freed).getTask().getPaused()).isFalse();

        tell(failed(failing, 1, "maybe", true));
        tell(failed(freed, 1, "maybe", true));
        release(lost);

        for (NewTask.Builder task : List.of(failing, lost)) {
            assertThat(status(task)).isEqualTo(TaskStatus.SCHEDULED);
            assertThat(get(task).getPaused()).isTrue();
            assertThat(get(task).getFence().getAttempt()).isEqualTo(2);
        }
        assertThat(get(freed).getPaused()).isFalse();
        assertThat(get(failing).getError().getCode()).isEqualTo("maybe");
        Task resumed = resume(failing).getTask();
        assertThat(resumed.getStatus()).as("its delay").isEqualTo(TaskStatus.SCHEDULED);
        assertThat(resumed.getPaused()).isFalse();
        assertThat(resumed.getFailures()).isEqualTo(1);
        assertThat(resume(lost).getTask().getStatus()).isEqualTo(TaskStatus.READY);
    }

    private void release(NewTask.Builder task) {
        Release release =
                Release.newBuilder()
                        .setTaskId(task.getId())
                        .setFence(get(task).getFence())
                        .setReason(ReleaseReason.WORKER_LOST)
                        .setStarted(true)
                        .build();
        ReleaseTasksRequest request = ReleaseTasksRequest.newBuilder().addReleases(release).build();
        var result = now(ledger.releaseTasks(request)).getResults(0);
        assertThat(result.getReleased()).isTrue();
        assertThat(result.hasTask()).as("ready at once").isFalse();
        assertThat(result.getStatus()).isEqualTo(TaskStatus.SCHEDULED);
    }

    @Test
    void aRunningTaskThatFailsForGoodHasFailed() {
        NewTask.Builder task = running("fails for good");
        paused(task);

        tell(failed(task, 1, "broken", false));

        assertThat(status(task)).isEqualTo(TaskStatus.FAILED);
        assertThat(get(task).getPaused()).isFalse();
    }

    @Test
    void itsQueueTimeoutStandsStillAndBeginsAnew() throws Exception {
        NewTask.Builder task =
                task("patient").setTimeouts(Timeouts.newBuilder().setQueueMs(HOUR_MS));
        create(task);
        execute(
                "update ledger.tasks set due_at = now() + interval '1 minute' where id = '%s'"
                        .formatted(text(task)));

        paused(task);

        assertThat(column(task, "due_at")).isEqualTo("null");
        assertThat(resume(task).getTask().getStatus()).isEqualTo(TaskStatus.READY);
        assertThat(column(task, "due_at > now() + interval '59 minutes'")).isEqualTo("t");
    }

    @Test
    void whatHasEndedOrOnlyWaitsForItsChildrenIsRefused() {
        NewTask.Builder done = task("done");
        NewTask.Builder parent =
                task("parent").setChildren(ChildrenPolicy.newBuilder().setWaitOnCompletion(true));
        create(done, parent);
        create(task("child").setParentId(parent.getId()));
        tell(completed(done, 1, "1"));
        tell(completed(parent, 1, "1"));
        assertThat(status(parent)).isEqualTo(TaskStatus.BLOCKED);

        assertThat(pause(done.getId()).getProblem().getDetail())
                .isEqualTo("a task that is completed cannot be paused");
        assertThat(pause(parent.getId()).getProblem().getCode()).isEqualTo("illegal-transition");
        assertThat(pause(Ids.toBytes(ids.next())).getProblem().getCode())
                .isEqualTo("task-not-found");
    }

    @Test
    void itIsListedExplainedAndCanBeCancelled() {
        NewTask.Builder task = task("listed");
        create(task);
        NewTask.Builder running = running("marked");
        paused(task);
        paused(running);

        ListTasksRequest list =
                ListTasksRequest.newBuilder().setNamespace(namespace).setPaused(true).build();
        assertThat(now(ledger.listTasks(list)).getTasksList())
                .extracting(Task::getId)
                .containsExactly(task.getId());
        ListTasksRequest marked = list.toBuilder().clearPaused().setMarked(true).build();
        assertThat(now(ledger.listTasks(marked)).getTasksList())
                .extracting(Task::getId)
                .containsExactlyInAnyOrder(task.getId(), running.getId());
        assertThat(List.of(task, running))
                .extracting(each -> explained(each.getId()))
                .containsOnly(REASON);
        CancelTaskRequest cancel =
                CancelTaskRequest.newBuilder().setNamespace(namespace).setId(task.getId()).build();
        assertThat(now(ledger.cancelTask(cancel)).getTask().getPaused()).isFalse();
        await().atMost(SOON).until(() -> now(ledger.listTasks(list)).getTasksCount() == 0);
    }

    private String explained(ByteString id) {
        ExplainTaskRequest request =
                ExplainTaskRequest.newBuilder().setNamespace(namespace).setId(id).build();
        return now(ledger.explainTask(request)).getPauseReason();
    }
}
