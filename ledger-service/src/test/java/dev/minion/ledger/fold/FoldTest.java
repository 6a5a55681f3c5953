package dev.minion.ledger.fold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.protobuf.ByteString;
import dev.minion.contracts.Topics;
import dev.minion.contracts.ledger.GetStatisticsRequest;
import dev.minion.contracts.ledger.ListProgressRequest;
import dev.minion.contracts.ledger.NewTask;
import dev.minion.contracts.ledger.ProgressRecord;
import dev.minion.contracts.ledger.ReportAttemptsRequest;
import dev.minion.contracts.ledger.ReportAttemptsResponse;
import dev.minion.contracts.records.Progressed;
import dev.minion.contracts.records.ReadyTask;
import dev.minion.contracts.records.Returned;
import dev.minion.contracts.records.Started;
import dev.minion.contracts.records.TaskChange;
import dev.minion.contracts.records.TaskEvent;
import dev.minion.contracts.tasks.DependencyPolicy;
import dev.minion.contracts.tasks.RetryPolicy;
import dev.minion.contracts.tasks.Task;
import dev.minion.contracts.tasks.TaskStatus;
import dev.minion.ledger.LedgerTest;
import dev.minion.ledger.Servers;
import dev.minion.messaging.Received;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Servers.class)
class FoldTest extends LedgerTest {

    @Test
    void aCompletionIsRecordedWithItsOutput() {
        NewTask.Builder task = task("echo");
        create(task);

        report(completed(task, 1, "{\"answer\":42}"));

        awaitStatus(task, TaskStatus.COMPLETED);
        Task stored = get(task);
        assertThat(stored.getOutput().toStringUtf8()).isEqualTo("{\"answer\":42}");
        assertThat(stored.getAssignedTo()).isEqualTo("worker-1");
        assertThat(stored.getStartedAtUs()).isEqualTo(1_000_000);
        assertThat(stored.getCompletedAtUs()).isPositive();
        assertThat(stored.getVersion()).isEqualTo(2);
    }

    @Test
    void onlyTheFirstOutcomeOfAnAttemptCounts() {
        NewTask.Builder task = task("twice");
        NewTask.Builder last = task("last");
        create(task, last);

        report(
                completed(task, 1, "1"),
                completed(task, 1, "2"),
                failed(task, 1, "late", true),
                completed(last, 1, "0"));

        awaitStatus(task, TaskStatus.COMPLETED);
        awaitStatus(last, TaskStatus.COMPLETED);
        assertThat(get(task).getOutput().toStringUtf8()).isEqualTo("1");
    }

    @Test
    void aStaleFenceIsRefusedAndCounted() {
        NewTask.Builder task = task("stale");
        create(task);
        long before = staleEvents();

        report(completed(task, 7, "\"wrong attempt\""));

        await().atMost(SOON).until(() -> staleEvents() > before);
        assertThat(status(task)).isEqualTo(TaskStatus.READY);
    }

    @Test
    void aCallRecordsWhatTheTopicWould() {
        NewTask.Builder plain = task("plain");
        NewTask.Builder awaited = task("awaited").setRef("awaited");
        NewTask.Builder dependant = task("dependant").addDependencies("awaited");
        NewTask.Builder failing = task("failing");
        NewTask.Builder fenced = task("fenced");
        NewTask.Builder unkeepable = task("unkeepable");
        create(plain, awaited, dependant, failing, fenced, unkeepable);
        long stale = staleEvents();

        call(
                completed(plain, 1, "1"),
                completed(awaited, 1, "2"),
                failed(failing, 1, "broken", false),
                completed(fenced, 2, "3"),
                completed(unkeepable, 1, "not json"));

        assertThat(get(plain).getOutput().toStringUtf8()).isEqualTo("1");
        assertThat(status(awaited)).isEqualTo(TaskStatus.COMPLETED);
        assertThat(status(dependant)).isEqualTo(TaskStatus.READY);
        assertThat(status(failing)).isEqualTo(TaskStatus.FAILED);
        assertThat(status(fenced)).isEqualTo(TaskStatus.READY);
        assertThat(staleEvents()).isEqualTo(stale + 1);
        assertThat(get(unkeepable).getError().getCode()).isEqualTo("input-invalid");
    }

    @Test
    void aCallAndTheTopicTogetherRecordAnOutcomeOnce() {
        NewTask.Builder task = task("twice told");
        NewTask.Builder last = task("last");
        create(task, last);
        long stale = staleEvents();

        call(completed(task, 1, "1"));
        call(completed(task, 1, "1"));
        report(completed(task, 1, "1"), completed(last, 1, "0"));

        awaitStatus(last, TaskStatus.COMPLETED);
        assertThat(get(task).getVersion()).isEqualTo(2);
        assertThat(staleEvents()).isEqualTo(stale);
    }

    @Test
    void aCallIsAnsweredWithWhatItChangedAndReleased() {
        NewTask.Builder alone = task("alone");
        NewTask.Builder awaited = task("awaited").setRef("awaited");
        NewTask.Builder dependant = task("dependant").addDependencies("awaited");
        create(true, alone, awaited, dependant);

        ReportAttemptsResponse answer = call(completed(alone, 1, "1"), completed(awaited, 1, "2"));

        assertThat(answer.getChangesList())
                .extracting(TaskChange::getTaskId, TaskChange::getStatus)
                .containsExactlyInAnyOrder(
                        tuple(alone.getId(), TaskStatus.COMPLETED),
                        tuple(awaited.getId(), TaskStatus.COMPLETED),
                        tuple(dependant.getId(), TaskStatus.READY));
        assertThat(answer.getReadyList())
                .extracting(ReadyTask::getTaskId)
                .containsExactly(dependant.getId());
        assertThat(call(completed(alone, 1, "1")).getChangesList())
                .extracting(TaskChange::getTaskId)
                .containsExactly(alone.getId());
    }

    @Test
    void whatIsHeardElsewhereIsToldToEverybodyAllTheSame() throws Exception {
        List<Received> heard = new CopyOnWriteArrayList<>();
        try (var _ = listen(Topics.OUTCOMES, heard)) {
            NewTask.Builder one = task("one");
            NewTask.Builder two = task("two");
            create(one, two);

            TaskChange first = call(true, completed(one, 1, "1")).getChanges(0);
            TaskChange second = call(true, failed(two, 1, "broken", false)).getChanges(0);

            await().atMost(SOON)
                    .until(
                            () ->
                                    heardOf(one, heard).size() == 1
                                            && heardOf(two, heard).size() == 1);
            assertThat(TaskChange.parseFrom(heardOf(one, heard).getFirst().value()))
                    .isEqualTo(first);
            assertThat(TaskChange.parseFrom(heardOf(two, heard).getFirst().value()))
                    .isEqualTo(second);
        }
    }

    @Test
    void aCallWithWhatIsNoReportIsRefused() {
        NewTask.Builder task = task("in bad company");
        create(task);

        assertThatThrownBy(() -> call(completed(task, 1, "1"), event(task.getId(), 1).build()))
                .hasMessageContaining("INVALID_ARGUMENT");

        assertThat(status(task)).isEqualTo(TaskStatus.READY);
    }

    @CanIgnoreReturnValue
    private ReportAttemptsResponse call(TaskEvent... events) {
        return call(false, events);
    }

    private ReportAttemptsResponse call(boolean heard, TaskEvent... events) {
        return now(
                reported(
                        ReportAttemptsRequest.newBuilder()
                                .addAllEvents(List.of(events))
                                .setHeard(heard)
                                .build()));
    }

    private long staleEvents() {
        return now(ledger.getStatistics(GetStatisticsRequest.getDefaultInstance()))
                .getStaleEvents();
    }

    private long parkedRecords() {
        return now(ledger.getStatistics(GetStatisticsRequest.getDefaultInstance()))
                .getParkedRecords();
    }

    @Test
    void poisonIsParkedAndTheRestGoesOn() {
        NewTask.Builder before = task("before");
        NewTask.Builder poisoned = task("poisoned");
        NewTask.Builder after = task("after");
        create(before, poisoned, after);
        long parked = parkedRecords();

        report(completed(before, 1, "1"));
        publish(0, "no protobuf".getBytes(StandardCharsets.UTF_8));
        report(
                completed(poisoned, 1, "1").toBuilder().setWorkerId("nul\0").build(),
                completed(after, 1, "1"));

        awaitStatus(before, TaskStatus.COMPLETED);
        awaitStatus(after, TaskStatus.COMPLETED);
        await().atMost(SOON).until(() -> parkedRecords() == parked + 2);
        assertThat(status(poisoned)).isEqualTo(TaskStatus.READY);
    }

    @Test
    void anOutputThatCannotBeKeptFailsItsAttempt() {
        NewTask.Builder nul = task("nul");
        NewTask.Builder escaped = task("escaped");
        NewTask.Builder broken = task("broken");
        NewTask.Builder large = task("large");
        NewTask.Builder fine = task("fine");
        create(nul, escaped, broken, large, fine);

        report(
                completed(nul, 1, "\"a\0b\""),
                completed(escaped, 1, "\"a\\u0000b\""),
                completed(broken, 1, "{\"a\":"),
                completed(large, 1, '"' + "x".repeat(1 << 20) + '"'),
                completed(fine, 1, "\"a\\\\u0000b\""));

        awaitStatus(nul, TaskStatus.FAILED);
        awaitStatus(escaped, TaskStatus.FAILED);
        awaitStatus(broken, TaskStatus.FAILED);
        awaitStatus(large, TaskStatus.FAILED);
        awaitStatus(fine, TaskStatus.COMPLETED);
        assertThat(get(nul).getError().getCode()).isEqualTo("input-invalid");
        assertThat(get(large).getError().getCode()).isEqualTo("output-too-large");
    }

    @Test
    void startAndProgressAreSeenWhileATaskRuns() {
        NewTask.Builder task = task("long");
        create(task);

        report(
                event(task.getId(), 1).setStarted(Started.getDefaultInstance()).build(),
                progress(task, 20, "a fifth"),
                progress(task, 70, "most of it"));

        await().atMost(SOON).untilAsserted(() -> assertThat(get(task).getProgress()).isEqualTo(70));
        assertThat(status(task)).isEqualTo(TaskStatus.RUNNING);
        assertThat(
                        now(ledger.listProgress(
                                        ListProgressRequest.newBuilder()
                                                .setNamespace(namespace)
                                                .setId(task.getId())
                                                .build()))
                                .getItemsList())
                .extracting(ProgressRecord::getMessage)
                .containsExactly("a fifth", "most of it");
    }

    private static TaskEvent progress(NewTask.Builder task, int percent, String message) {
        return event(task.getId(), 1)
                .setProgressed(
                        Progressed.newBuilder()
                                .setPercent(percent)
                                .setMessage(message)
                                .setData(ByteString.copyFromUtf8("{}")))
                .build();
    }

    @Test
    void failuresAreRetriedUntilTheBudgetIsUsedUp() {
        NewTask.Builder task =
                task("flaky")
                        .setRetry(
                                RetryPolicy.newBuilder()
                                        .setMaxAttempts(2)
                                        .setInitialDelayMs(50)
                                        .setBackoff(2)
                                        .setMaxDelayMs(1_000));
        create(task);

        report(failed(task, 1, "flaky", true));
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(get(task).getFence().getAttempt()).isEqualTo(2));
        awaitStatus(task, TaskStatus.READY);
        report(failed(task, 2, "flaky", true));

        awaitStatus(task, TaskStatus.DEAD);
        assertThat(get(task).getFailures()).isEqualTo(2);
        assertThat(get(task).getError().getCode()).isEqualTo("flaky");
    }

    @Test
    void aReturnedAssignmentBurnsNoRetry() {
        NewTask.Builder task = task("returned");
        create(task);

        report(event(task.getId(), 1).setReturned(Returned.getDefaultInstance()).build());

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(get(task).getFence().getAttempt()).isEqualTo(2));
        assertThat(status(task)).isEqualTo(TaskStatus.READY);
        assertThat(get(task).getFailures()).isZero();
        assertThat(get(task).getCrashes()).isZero();
    }

    @Test
    void dependantsAreReleasedFailedSkippedOrUnmoved() {
        NewTask.Builder good = task("good").setRef("good");
        NewTask.Builder bad = task("bad").setRef("bad");
        NewTask.Builder joins = task("joins").addDependencies("good").addDependencies("bad");
        NewTask.Builder next = task("next").addDependencies("good");
        NewTask.Builder fails = task("fails").setRef("fails").addDependencies("bad");
        NewTask.Builder skips =
                task("skips")
                        .addDependencies("fails")
                        .setOnDependencyFailure(DependencyPolicy.DEPENDENCY_SKIP);
        NewTask.Builder ignores =
                task("ignores")
                        .addDependencies("bad")
                        .addDependencies("good")
                        .setOnDependencyFailure(DependencyPolicy.DEPENDENCY_IGNORE);
        create(true, good, bad, joins, next, fails, skips, ignores);

        report(completed(good, 1, "1"));
        awaitStatus(next, TaskStatus.READY);
        assertThat(status(joins)).isEqualTo(TaskStatus.BLOCKED);
        report(failed(bad, 1, "no", false));

        awaitStatus(joins, TaskStatus.FAILED);
        awaitStatus(fails, TaskStatus.FAILED);
        awaitStatus(skips, TaskStatus.CANCELLED);
        awaitStatus(ignores, TaskStatus.READY);
        assertThat(get(fails).getError().getCode()).isEqualTo("dependency-failed");
        assertThat(get(skips).getError().getCode()).isEqualTo("dependency-skipped");
        assertThat(get(next).getFence().getAttempt()).isEqualTo(1);
    }

    @Test
    void aLongChainFailsToItsEnd() {
        NewTask.Builder[] chain = new NewTask.Builder[300];
        for (int i = 0; i < chain.length; i++) {
            chain[i] = task("link").setRef("r" + i);
            if (i > 0) {
                chain[i].addDependencies("r" + (i - 1));
            }
        }
        create(true, chain);

        report(failed(chain[0], 1, "no", false));

        await().atMost(SOON.multipliedBy(3))
                .until(() -> status(chain[chain.length - 1]) == TaskStatus.FAILED);
    }
}
