package dev.minion.ledger.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.minion.contracts.Ids;
import dev.minion.contracts.ledger.ExplainTaskRequest;
import dev.minion.contracts.ledger.GetGraphRequest;
import dev.minion.contracts.ledger.GetInputsRequest;
import dev.minion.contracts.ledger.GetStatisticsRequest;
import dev.minion.contracts.ledger.GetTimelineRequest;
import dev.minion.contracts.ledger.Graph;
import dev.minion.contracts.ledger.LedgerAdmin;
import dev.minion.contracts.ledger.ListProgressRequest;
import dev.minion.contracts.ledger.NewTask;
import dev.minion.contracts.ledger.ProgressRecord;
import dev.minion.contracts.ledger.PurgeKind;
import dev.minion.contracts.ledger.ReadyTasksRequest;
import dev.minion.contracts.ledger.ReleaseReason;
import dev.minion.contracts.ledger.StartPurgeRequest;
import dev.minion.contracts.ledger.SummarizeChildrenRequest;
import dev.minion.contracts.ledger.TaskGraph;
import dev.minion.contracts.ledger.TaskHistory;
import dev.minion.contracts.ledger.Transition;
import dev.minion.contracts.records.Progressed;
import dev.minion.contracts.records.ReadyTask;
import dev.minion.contracts.records.Started;
import dev.minion.contracts.tasks.DependencyPolicy;
import dev.minion.contracts.tasks.Task;
import dev.minion.contracts.tasks.TaskStatus;
import dev.minion.contracts.tasks.Timeouts;
import dev.minion.ledger.retention.PurgeSteps;
import io.quarkus.grpc.GrpcService;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

/** What every ledger promises: what is asked of tasks, and what becomes of them when they run. */
abstract class LedgerContract extends TaskContract {

    @Inject @GrpcService TaskGraph graph;
    @Inject @GrpcService TaskHistory history;
    @Inject @GrpcService LedgerAdmin admin;
    @Inject PurgeSteps purges;
    @Inject InstantSource clock;

    @Test
    void aReportedCompletionIsSeen() {
        NewTask.Builder task = task("reported");
        create(task);
        known(task);

        report(completed(task, 1, "{\"done\":true}"));
        awaitStatus(task, TaskStatus.COMPLETED);

        Task found = get(task);
        assertThat(found.getOutput()).isEqualTo(json("{\"done\":true}"));
        assertThat(found.getAssignedTo()).isEqualTo("worker-1");
        assertThat(found.getCompletedAtUs()).isPositive();
    }

    @Test
    void aStartIsSeenAndThenTheEnd() {
        NewTask.Builder task = task("slow");
        create(task);
        known(task);

        report(event(task.getId(), 1).setStarted(Started.getDefaultInstance()).build());
        awaitStatus(task, TaskStatus.RUNNING);
        report(completed(task, 1, "1"));

        awaitStatus(task, TaskStatus.COMPLETED);
    }

    @Test
    void aReportOfAPassedAttemptChangesNothing() {
        NewTask.Builder late = task("late");
        NewTask.Builder next = task("next");
        create(late, next);
        assertThat(release(late, 1, ReleaseReason.ASSIGNMENT_LOST).getReleased()).isTrue();
        Task released = known(late);

        report(completed(late, 1, "1"), completed(next, 1, "1"));
        awaitStatus(next, TaskStatus.COMPLETED);

        assertThat(get(late)).isEqualTo(released);
        assertThat(released.getFence()).isEqualTo(fence(2));
    }

    @Test
    void aSecondEndOfAnAttemptIsNotTaken() {
        NewTask.Builder task = task("once");
        NewTask.Builder next = task("next");
        create(task, next);
        report(completed(task, 1, "1"));
        awaitStatus(task, TaskStatus.COMPLETED);
        Task ended = known(task);

        report(failed(task, 1, "late", true), completed(next, 1, "1"));
        awaitStatus(next, TaskStatus.COMPLETED);

        assertThat(get(task)).isEqualTo(ended);
    }

    @Test
    void aFlakyTaskRunsAgainAndACrashingOneIsDeadWhenItsBudgetIsUsedUp() {
        NewTask.Builder task = flaky("flaky", 2);
        create(task);
        known(task);

        report(failed(task, 1, "flaky", true));
        awaitAttempt(task, 2, TaskStatus.READY);
        assertThat(known(task).getFailures()).isEqualTo(1);
        report(failed(task, 2, "flaky", true));

        awaitAttempt(task, 2, TaskStatus.DEAD);
        assertThat(get(task).getFailures()).isEqualTo(2);
    }

    @Test
    void aTaskWaitsForItsTimeAndIsReleasedThen() {
        NewTask.Builder task = task("later").setRunAfterUs((clock.millis() + 300) * 1_000);
        create(task);
        assertThat(known(task).getStatus()).isEqualTo(TaskStatus.SCHEDULED);

        awaitStatus(task, TaskStatus.READY);
    }

    @Test
    void aTaskThatNobodyBeginsInTimeIsTimedOut() {
        NewTask.Builder task = task("queued").setTimeouts(Timeouts.newBuilder().setQueueMs(50));
        create(task);

        awaitStatus(task, TaskStatus.TIMED_OUT);
    }

    @Test
    void aTaskBeginsWhenAllItDependsOnHasCompleted() {
        NewTask.Builder one = task("one").setRef("one");
        NewTask.Builder two = task("two").setRef("two");
        NewTask.Builder last = task("last").addDependencies("one").addDependencies("two");
        create(one, two, last);
        Task blocked = known(last);
        assertThat(blocked.getStatus()).isEqualTo(TaskStatus.BLOCKED);
        assertThat(blocked.getDependenciesList()).containsExactly(one.getId(), two.getId());

        complete(one, FIRST, "1");
        Task half = known(last);
        assertThat(half.getStatus()).isEqualTo(TaskStatus.BLOCKED);
        assertThat(half.getVersion()).isGreaterThan(blocked.getVersion());
        complete(two, FIRST, "2");

        assertThat(status(last)).isEqualTo(TaskStatus.READY);
        assertThat(
                        now(ledger.getInputs(
                                        GetInputsRequest.newBuilder().addIds(last.getId()).build()))
                                .getInputs(0)
                                .getDependencyOutputs()
                                .toStringUtf8())
                .contains("\"name\":\"one\",\"output\":1", "\"name\":\"two\",\"output\":2");
    }

    @Test
    void whatDependsOnAFailedTaskFailsIsSkippedOrRunsByItsPolicy() {
        NewTask.Builder root = task("root").setRef("root");
        NewTask.Builder fails = after("fails", DependencyPolicy.DEPENDENCY_FAIL);
        NewTask.Builder skips = after("skips", DependencyPolicy.DEPENDENCY_SKIP);
        NewTask.Builder ignores = after("ignores", DependencyPolicy.DEPENDENCY_IGNORE);
        create(root, fails, skips, ignores);
        getAll(root, fails, skips, ignores);

        fail(root, false);

        assertThat(getAll(fails, skips, ignores))
                .extracting(Task::getStatus)
                .containsExactly(TaskStatus.FAILED, TaskStatus.CANCELLED, TaskStatus.READY);
    }

    private NewTask.Builder after(String name, DependencyPolicy policy) {
        return task(name).addDependencies("root").setOnDependencyFailure(policy);
    }

    @Test
    void theEndOfALongChainReachesItsLastLink() {
        NewTask.Builder[] chain = new NewTask.Builder[120];
        for (int i = 0; i < chain.length; i++) {
            chain[i] = task("link " + i).setRef("r" + i);
            if (i > 0) {
                chain[i].addDependencies("r" + (i - 1));
            }
        }
        create(true, chain);
        assertThat(getAll(chain)).hasSize(chain.length);

        fail(chain[0], false);

        awaitStatus(chain[chain.length - 1], TaskStatus.FAILED);
        await().atMost(SOON)
                .untilAsserted(
                        () ->
                                assertThat(getAll(chain))
                                        .allMatch(t -> t.getStatus() == TaskStatus.FAILED));
    }

    @Test
    void aDependencyThatIsNotThereIsRefused() {
        assertThat(
                        create(task("orphan").addDependencies(text(task("never"))))
                                .getFirst()
                                .getProblem()
                                .getCode())
                .isEqualTo("unknown-dependency");
    }

    @Test
    void whyATaskWaitsIsExplained() {
        NewTask.Builder first = task("first").setRef("first");
        NewTask.Builder second = task("second").addDependencies("first");
        create(first, second);

        var why =
                now(
                        ledger.explainTask(
                                ExplainTaskRequest.newBuilder()
                                        .setNamespace(namespace)
                                        .setId(second.getId())
                                        .build()));

        assertThat(why.getUnmet(0).getId()).isEqualTo(first.getId());
        assertThat(why.getUnmetTotal()).isEqualTo(1);
        assertThat(why.getTask()).isEqualTo(get(second));
    }

    @Test
    void aGraphShowsEachTaskAsItIs() {
        NewTask.Builder first = task("first").setRef("first");
        NewTask.Builder second = task("second").addDependencies("first");
        create(first, second);
        complete(first, FIRST, "1");

        Graph found =
                now(
                        graph.getGraph(
                                GetGraphRequest.newBuilder()
                                        .setNamespace(namespace)
                                        .setId(first.getId())
                                        .setDepth(3)
                                        .setLimit(10)
                                        .build()));

        assertThat(found.getNodesList())
                .extracting(node -> node.getStatus())
                .containsExactly(TaskStatus.COMPLETED, TaskStatus.READY);
        assertThat(found.getEdges(0).getSettled()).isTrue();
    }

    @Test
    void aParentSumsUpItsChildren() {
        NewTask.Builder parent = task("parent");
        create(parent);
        NewTask.Builder done = task("done").setParentId(parent.getId());
        NewTask.Builder open = task("open").setParentId(parent.getId());
        create(done, open);
        complete(done, FIRST, "1");

        var summary =
                now(
                        graph.summarizeChildren(
                                SummarizeChildrenRequest.newBuilder()
                                        .setNamespace(namespace)
                                        .setId(parent.getId())
                                        .build()));

        assertThat(summary.getByStatusMap())
                .containsOnly(Map.entry("completed", 1L), Map.entry("ready", 1L));
        assertThat(summary.getProgress()).isEqualTo(50);
    }

    @Test
    void progressByACallIsSeenOnTheTaskAndKept() {
        NewTask.Builder task = task("steps");
        create(task);
        known(task);

        assertThat(progress(task, 10)).isEmpty();
        assertThat(known(task).getProgress()).isEqualTo(10);
        assertThat(progress(task, 60)).isEmpty();

        assertThat(get(task).getProgress()).isEqualTo(60);
        assertThat(
                        now(ledger.listProgress(
                                        ListProgressRequest.newBuilder()
                                                .setNamespace(namespace)
                                                .setId(task.getId())
                                                .build()))
                                .getItemsList())
                .extracting(ProgressRecord::getPercent)
                .containsExactly(10, 60);
    }

    @Test
    void reportedProgressIsSeenOnTheTask() {
        NewTask.Builder task = task("steps");
        create(task);
        known(task);

        report(
                event(task.getId(), 1)
                        .setProgressed(Progressed.newBuilder().setPercent(42))
                        .build());

        await().atMost(SOON).untilAsserted(() -> assertThat(get(task).getProgress()).isEqualTo(42));
    }

    @Test
    void noProgressIsTakenOfATaskThatHasEnded() {
        NewTask.Builder task = task("over");
        create(task);
        cancel(task);

        assertThat(progress(task, 10)).isEqualTo("illegal-transition");
    }

    @Test
    void readyTasksComeByPriorityForTheirOwner() {
        NewTask.Builder low = task("low").setPriority(1);
        NewTask.Builder high = task("high").setPriority(10);
        create(low, high);
        int partition = known(high).getPartition();

        var page =
                now(
                        ledger.readyTasks(
                                ReadyTasksRequest.newBuilder()
                                        .setPartition(partition)
                                        .setLimit(1_000)
                                        .build()));

        assertThat(page.getTasksList()).extracting(ReadyTask::getTaskId).contains(high.getId());
        assertThat(page.getTasksList().stream().map(t -> -t.getPriority()).toList()).isSorted();
    }

    @Test
    void aReleaseIsGivenOnceForEachAttempt() {
        NewTask.Builder task = task("lost");
        create(task);
        known(task);

        assertThat(release(task, 1, ReleaseReason.ASSIGNMENT_LOST).getFence()).isEqualTo(fence(2));
        assertThat(release(task, 1, ReleaseReason.ASSIGNMENT_LOST).getReleased()).isFalse();
        assertThat(get(task).getFence()).isEqualTo(fence(2));
    }

    @Test
    void theCountsAreThoseOfTheTasks() {
        NewTask.Builder done = task("done");
        create(done, task("open"), task("other").setType("demo.other"));
        complete(done, FIRST, "1");

        var statistics =
                now(
                        ledger.getStatistics(
                                GetStatisticsRequest.newBuilder().setNamespace(namespace).build()));

        assertThat(statistics.getByStatusMap())
                .containsEntry("completed", 1L)
                .containsEntry("ready", 2L);
        assertThat(statistics.getByTypeMap())
                .containsEntry("demo.echo", 2L)
                .containsEntry("demo.other", 1L);
    }

    @Test
    void theTimelineTellsWhatBecameOfATask() {
        NewTask.Builder task = task("told");
        create(task);
        report(completed(task, 1, "1"));
        awaitStatus(task, TaskStatus.COMPLETED);

        assertThat(
                        now(history.getTimeline(
                                        GetTimelineRequest.newBuilder()
                                                .setNamespace(namespace)
                                                .setId(task.getId())
                                                .build()))
                                .getTransitionsList())
                .extracting(Transition::getTo)
                .containsExactly(TaskStatus.READY, TaskStatus.RUNNING, TaskStatus.COMPLETED);
    }

    @Test
    void whatEndedLongAgoIsPurgedAndNoLongerSeen() throws Exception {
        Instant past = clock.instant().minus(Duration.ofDays(100));
        Ids old = new Ids(() -> past, () -> ThreadLocalRandom.current().nextLong());
        NewTask.Builder gone = task("gone").setId(Ids.toBytes(old.next()));
        NewTask.Builder open = task("open").setId(Ids.toBytes(old.next()));
        create(gone, open);
        cancel(gone);
        execute(
                "update ledger.tasks set completed_at = now() - interval '90 days' where id = '%s'"
                        .formatted(text(gone)));
        known(gone);
        known(open);

        now(
                admin.startPurge(
                        StartPurgeRequest.newBuilder()
                                .setId(Ids.toBytes(ids.next()))
                                .setKind(PurgeKind.PURGE_TASKS)
                                .setOlderThanMs(Duration.ofDays(30).toMillis())
                                .build()));
        purges.toTheEnd();

        assertThat(getAll(gone, open)).extracting(Task::getName).containsExactly("open");
    }
}
