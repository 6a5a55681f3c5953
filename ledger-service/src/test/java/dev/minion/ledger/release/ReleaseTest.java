package dev.minion.ledger.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import dev.minion.contracts.Limits;
import dev.minion.contracts.Topics;
import dev.minion.contracts.ledger.GetInputsRequest;
import dev.minion.contracts.ledger.NewTask;
import dev.minion.contracts.ledger.OpenTask;
import dev.minion.contracts.ledger.OpenTasksRequest;
import dev.minion.contracts.ledger.ReleaseReason;
import dev.minion.contracts.ledger.ReleaseResult;
import dev.minion.contracts.records.ReadyTask;
import dev.minion.contracts.records.Started;
import dev.minion.contracts.records.TaskChange;
import dev.minion.contracts.tasks.Task;
import dev.minion.contracts.tasks.TaskStatus;
import dev.minion.contracts.tasks.Timeouts;
import dev.minion.ledger.LedgerTest;
import dev.minion.ledger.Servers;
import dev.minion.messaging.Received;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Servers.class)
class ReleaseTest extends LedgerTest {

    @Inject DueTasks dueTasks;
    @Inject InstantSource clock;

    @Test
    void aReleasedAttemptIsFencedAndItsLateResultRefused() {
        NewTask.Builder task = task("lost");
        create(task);

        ReleaseResult released = releaseStarted(task, 1, ReleaseReason.WORKER_LOST);
        ReleaseResult again = releaseStarted(task, 1, ReleaseReason.WORKER_LOST);
        report(completed(task, 1, "\"zombie\""), completed(task, 2, "\"heir\""));

        assertThat(released.getReleased()).isTrue();
        assertThat(released.getTask().getFence().getAttempt()).isEqualTo(2);
        assertThat(again.getReleased()).isFalse();
        assertThat(again.getFence().getAttempt()).isEqualTo(2);
        awaitStatus(task, TaskStatus.COMPLETED);
        assertThat(get(task).getOutput().toStringUtf8()).isEqualTo("\"heir\"");
        assertThat(get(task).getCrashes()).isEqualTo(1);
    }

    @Test
    void runningTasksOfAPartitionAreListedForItsNewOwner() {
        NewTask.Builder task = task("open");
        create(task);
        report(event(task.getId(), 1).setStarted(Started.getDefaultInstance()).build());
        awaitStatus(task, TaskStatus.RUNNING);

        List<OpenTask> open =
                now(ledger.openTasks(
                                OpenTasksRequest.newBuilder()
                                        .setPartition(partition(task))
                                        .build()))
                        .getTasksList();

        assertThat(open)
                .filteredOn(o -> o.getTask().getTaskId().equals(task.getId()))
                .singleElement()
                .satisfies(
                        o -> {
                            assertThat(o.getWorkerId()).isEqualTo("worker-1");
                            assertThat(o.getTask().getInputElided()).isTrue();
                        });
    }

    @Test
    void aTaskWaitsForItsTimeAndThenBecomesReady() {
        long due = clock.millis() + 600;
        NewTask.Builder task = task("later").setRunAfterUs(due * 1_000);
        assertThat(create(task).getFirst().getStatus()).isEqualTo(TaskStatus.SCHEDULED);
        assertThat(get(task).getFence().getAttempt()).isZero();

        awaitStatus(task, TaskStatus.READY);

        Task ready = get(task);
        assertThat(ready.getUpdatedAtUs()).isGreaterThanOrEqualTo(due * 1_000);
        assertThat(ready.getFence().getAttempt()).isEqualTo(1);
        assertThat(dueTasks.step().toCompletionStage().toCompletableFuture()).succeedsWithin(SOON);
    }

    @Test
    void aTaskThatWaitsTooLongInTheQueueIsTimedOut() {
        NewTask.Builder task =
                task("queued").setTimeouts(Timeouts.newBuilder().setQueueMs(300).setRunMs(1_000));
        create(task);

        awaitStatus(task, TaskStatus.TIMED_OUT);

        assertThat(get(task).getError().getCode()).isEqualTo("queue-timeout");
    }

    @Test
    void inputsComeWithTheOutputsOfTheDependenciesInTheirOrder() {
        NewTask.Builder a = task("a \"quoted\"").setRef("a");
        NewTask.Builder b = task("b").setRef("b");
        NewTask.Builder join = task("join").addDependencies("b").addDependencies("a");
        create(a, b, join);
        report(completed(a, 1, "{\"x\":1}"), completed(b, 1, ""));
        awaitStatus(join, TaskStatus.READY);

        assertThat(outputs(join).toStringUtf8())
                .isEqualTo(
                        "[{\"id\":\""
                                + text(b)
                                + "\",\"name\":\"b\",\"output\":null},{\"id\":\""
                                + text(a)
                                + "\",\"name\":\"a \\\"quoted\\\"\",\"output\":{\"x\":1}}]");
    }

    @Test
    void smallOutputsOfDependenciesTravelWithTheRelease() throws Exception {
        List<Received> heard = new CopyOnWriteArrayList<>();
        try (var _ = listen(Topics.READY, heard)) {
            NewTask.Builder a = task("a").setRef("a");
            NewTask.Builder b = task("b").setRef("b");
            NewTask.Builder join =
                    task("join")
                            .addDependencies("b")
                            .addDependencies("a")
                            .setInput(ByteString.copyFromUtf8("{\"n\":1}"));
            NewTask.Builder large = task("large").setRef("large");
            NewTask.Builder after = task("after").addDependencies("large").addDependencies("a");
            create(a, b, join, large, after);

            report(
                    completed(a, 1, "{\"x\":1}"),
                    completed(b, 1, ""),
                    completed(large, 1, '"' + "x".repeat(Limits.INLINE_INPUT_BYTES) + '"'));
            await().atMost(SOON)
                    .until(
                            () ->
                                    !heardOf(join, heard).isEmpty()
                                            && !heardOf(after, heard).isEmpty());

            ReadyTask joined = ReadyTask.parseFrom(heardOf(join, heard).getFirst().value());
            assertThat(joined.getInput().toStringUtf8()).isEqualTo("{\"n\":1}");
            assertThat(joined.getDependencyOutputs()).isEqualTo(outputs(join));
            assertThat(joined.getInputElided()).as("for readers that do not know better").isTrue();
            ReadyTask elided = ReadyTask.parseFrom(heardOf(after, heard).getFirst().value());
            assertThat(elided.getDependencyOutputs().isEmpty()).isTrue();
            assertThat(elided.getInputElided()).isTrue();
            assertThat(outputs(after).size()).isGreaterThan(Limits.INLINE_INPUT_BYTES);
        }
    }

    private ByteString outputs(NewTask.Builder task) {
        return now(ledger.getInputs(GetInputsRequest.newBuilder().addIds(task.getId()).build()))
                .getInputs(0)
                .getDependencyOutputs();
    }

    @Test
    void readyTasksAndOutcomesArePublishedToThePartitionOfTheTask() throws Exception {
        List<Received> heard = new CopyOnWriteArrayList<>();
        try (var _ = listen(Topics.READY, heard);
                var _ = listen(Topics.OUTCOMES, heard)) {
            NewTask.Builder task = task("told");
            create(task);
            report(completed(task, 1, "1"));

            await().atMost(SOON).until(() -> heardOf(task, heard).size() >= 2);

            Received first = heardOf(task, heard).getFirst();
            Received last = heardOf(task, heard).getLast();
            assertThat(first.topic()).isEqualTo(Topics.READY);
            assertThat(first.partition()).isEqualTo(partition(task));
            assertThat(ReadyTask.parseFrom(first.value()).getFence().getAttempt()).isEqualTo(1);
            TaskChange change = TaskChange.parseFrom(last.value());
            assertThat(last.partition()).isEqualTo(partition(task));
            assertThat(change.getStatus()).isEqualTo(TaskStatus.COMPLETED);
            assertThat(change.getAttemptEnded()).isTrue();
            assertThat(change.getRunMs()).isEqualTo(1_000);
            assertThat(change.getVersion()).isEqualTo(2);
        }
    }

    @Test
    void ofFewCompletionsTheSmallOnesAreToldWhole() throws Exception {
        List<Received> heard = new CopyOnWriteArrayList<>();
        try (var _ = listen(Topics.OUTCOMES, heard)) {
            NewTask.Builder small = task("small").setInput(ByteString.copyFromUtf8("{\"n\":1}"));
            NewTask.Builder large =
                    task("large")
                            .setInput(
                                    ByteString.copyFromUtf8(
                                            '"' + "x".repeat(Limits.INLINE_INPUT_BYTES) + '"'));
            create(small, large);
            report(completed(small, 1, "[2]"));
            report(completed(large, 1, "3"));

            await().atMost(SOON)
                    .until(
                            () ->
                                    heardOf(small, heard).size() == 1
                                            && heardOf(large, heard).size() == 1);

            assertThat(change(small, heard).getTask()).isEqualTo(get(small));
            assertThat(change(large, heard).hasTask()).isFalse();
        }
    }

    private static TaskChange change(NewTask.Builder task, List<Received> heard) throws Exception {
        return TaskChange.parseFrom(heardOf(task, heard).getLast().value());
    }
}
