package dev.minion.ledger.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.minion.contracts.ledger.CancelTaskRequest;
import dev.minion.contracts.ledger.GetTimelineRequest;
import dev.minion.contracts.ledger.NewTask;
import dev.minion.contracts.ledger.TaskHistory;
import dev.minion.contracts.ledger.Timeline;
import dev.minion.contracts.ledger.Transition;
import dev.minion.contracts.records.Returned;
import dev.minion.contracts.records.Started;
import dev.minion.contracts.tasks.RetryPolicy;
import dev.minion.contracts.tasks.TaskStatus;
import dev.minion.ledger.LedgerTest;
import dev.minion.ledger.Servers;
import io.quarkus.grpc.GrpcService;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Servers.class)
class TimelineTest extends LedgerTest {

    @Inject @GrpcService TaskHistory history;

    @Test
    void aTaskThatCompletedAtOnceWasReadyRanAndCompleted() throws Exception {
        NewTask.Builder task = task("plain");
        create(task);
        assertThat(steps(task)).containsExactly("-> ready");

        report(completed(task, 1, "1"));
        awaitStatus(task, TaskStatus.COMPLETED);

        assertThat(steps(task))
                .containsExactly(
                        "-> ready",
                        "ready -> running 1 worker-1",
                        "running -> completed 1 worker-1");
        assertThat(kept(task)).as("the hot path keeps nothing").isEqualTo("0");
    }

    @Test
    void everyAttemptOfAFlakyTaskIsTold() {
        NewTask.Builder task =
                task("flaky")
                        .setRetry(
                                RetryPolicy.newBuilder()
                                        .setMaxAttempts(3)
                                        .setInitialDelayMs(20)
                                        .setBackoff(1)
                                        .setMaxDelayMs(20));
        create(task);
        report(event(task.getId(), 1).setStarted(Started.getDefaultInstance()).build());
        awaitStatus(task, TaskStatus.RUNNING);
        report(failed(task, 1, "flaky", true));
        awaitAttempt(task, 2);
        awaitStatus(task, TaskStatus.READY);
        report(event(task.getId(), 2).setReturned(Returned.newBuilder().setReason("full")).build());
        awaitAttempt(task, 3);
        awaitStatus(task, TaskStatus.READY);
        report(completed(task, 3, "1"));
        awaitStatus(task, TaskStatus.COMPLETED);

        assertThat(steps(task))
                .containsExactly(
                        "-> ready",
                        "ready -> running 1 worker-1",
                        "running -> scheduled 1 worker-1 flaky: said no",
                        "scheduled -> ready 2",
                        "ready -> ready 2 worker-1",
                        "ready -> running 3 worker-1",
                        "running -> completed 3 worker-1");
        assertThat(timeline(task).getTransitionsList())
                .extracting(Transition::getAtUs)
                .allMatch(at -> at > 0);
    }

    @Test
    void aDependantIsReleasedOrFailsForAReason() {
        NewTask.Builder good = task("good").setRef("good");
        NewTask.Builder bad = task("bad").setRef("bad");
        NewTask.Builder next = task("next").addDependencies("good");
        NewTask.Builder lost = task("lost").addDependencies("bad");
        create(true, good, bad, next, lost);
        report(completed(good, 1, "1"), failed(bad, 1, "no", false));
        awaitStatus(next, TaskStatus.READY);
        awaitStatus(lost, TaskStatus.FAILED);

        assertThat(steps(next)).containsExactly("-> blocked", "blocked -> ready 1");
        assertThat(steps(lost)).hasSize(2);
        assertThat(steps(lost).getLast()).startsWith("blocked -> failed 0 dependency-failed: ");
    }

    @Test
    void aCancelledTaskTellsWhy() {
        NewTask.Builder task = task("cancelled");
        create(task);
        var cancelled =
                now(
                        ledger.cancelTask(
                                CancelTaskRequest.newBuilder()
                                        .setNamespace(namespace)
                                        .setId(task.getId())
                                        .setReason("not wanted")
                                        .build()));
        assertThat(cancelled.hasTask()).isTrue();

        assertThat(steps(task)).hasSize(2);
        assertThat(steps(task).getLast()).startsWith("ready -> cancelled 1").contains("not wanted");
    }

    @Test
    void theHistoryGoesWithItsTask() throws Exception {
        NewTask.Builder task = task("deleted");
        create(task);
        report(failed(task, 1, "no", false));
        awaitStatus(task, TaskStatus.FAILED);
        assertThat(kept(task)).isEqualTo("1");

        execute("delete from ledger.tasks where id = '" + text(task) + "'");

        assertThat(kept(task)).isEqualTo("0");
        assertThat(timeline(task).getProblem().getCode()).isEqualTo("task-not-found");
    }

    @Test
    void anotherNamespaceSeesNothing() {
        NewTask.Builder task = task("mine");
        create(task);
        namespace = "elsewhere";

        assertThat(timeline(task).getProblem().getCode()).isEqualTo("task-not-found");
    }

    private void awaitAttempt(NewTask.Builder task, int attempt) {
        await().atMost(SOON)
                .untilAsserted(
                        () -> assertThat(get(task).getFence().getAttempt()).isEqualTo(attempt));
    }

    private String kept(NewTask.Builder task) throws Exception {
        return query(
                "select count(*) from ledger.task_history where task_id = '" + text(task) + "'");
    }

    private Timeline timeline(NewTask.Builder task) {
        return now(
                history.getTimeline(
                        GetTimelineRequest.newBuilder()
                                .setNamespace(namespace)
                                .setId(task.getId())
                                .build()));
    }

    private List<String> steps(NewTask.Builder task) {
        return timeline(task).getTransitionsList().stream().map(TimelineTest::step).toList();
    }

    private static String step(Transition step) {
        if (step.getFrom() == TaskStatus.TASK_STATUS_UNSPECIFIED) {
            return "-> " + name(step.getTo());
        }
        String told = name(step.getFrom()) + " -> " + name(step.getTo()) + ' ' + step.getAttempt();
        String worker = step.getWorker().isEmpty() ? "" : ' ' + step.getWorker();
        String error =
                step.getCode().isEmpty() ? "" : ' ' + step.getCode() + ": " + step.getReason();
        return told + worker + error;
    }

    private static String name(TaskStatus status) {
        return status.name().toLowerCase(Locale.ROOT);
    }
}
