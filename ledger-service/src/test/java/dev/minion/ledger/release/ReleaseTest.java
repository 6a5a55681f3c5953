package dev.minion.ledger.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import dev.minion.contracts.Ids;
import dev.minion.contracts.Limits;
import dev.minion.contracts.Partitions;
import dev.minion.contracts.Queues;
import dev.minion.contracts.Topics;
import dev.minion.contracts.ledger.GetInputsRequest;
import dev.minion.contracts.ledger.NewTask;
import dev.minion.contracts.ledger.OpenTask;
import dev.minion.contracts.ledger.OpenTasksRequest;
import dev.minion.contracts.ledger.QueuePlace;
import dev.minion.contracts.ledger.ReadyPlace;
import dev.minion.contracts.ledger.ReadyTasksRequest;
import dev.minion.contracts.ledger.ReadyTasksResponse;
import dev.minion.contracts.ledger.Release;
import dev.minion.contracts.ledger.ReleaseReason;
import dev.minion.contracts.ledger.ReleaseResult;
import dev.minion.contracts.ledger.ReleaseTasksRequest;
import dev.minion.contracts.ledger.TypedDemands;
import dev.minion.contracts.records.ReadyTask;
import dev.minion.contracts.records.Started;
import dev.minion.contracts.records.TaskChange;
import dev.minion.contracts.tasks.Demands;
import dev.minion.contracts.tasks.Fence;
import dev.minion.contracts.tasks.Flow;
import dev.minion.contracts.tasks.Routing;
import dev.minion.contracts.tasks.Task;
import dev.minion.contracts.tasks.TaskStatus;
import dev.minion.contracts.tasks.Timeouts;
import dev.minion.ledger.LedgerTest;
import dev.minion.ledger.Servers;
import dev.minion.messaging.Received;
import dev.minion.messaging.Subscription;
import dev.minion.messaging.SubscriptionSpec;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Servers.class)
class ReleaseTest extends LedgerTest {

    @Inject DueTasks dueTasks;
    @Inject InstantSource clock;

    private static int partition(NewTask.Builder task) {
        return Partitions.of(Ids.fromBytes(task.getId()), Partitions.DEFAULT_COUNT);
    }

    private ReadyTasksResponse ready(int partition, int limit, ByteString... exclude) {
        return now(
                ledger.readyTasks(
                        ReadyTasksRequest.newBuilder()
                                .setPartition(partition)
                                .setLimit(limit)
                                .addAllExclude(List.of(exclude))
                                .build()));
    }

    /** Tasks of one partition, in the order of their ids. */
    private List<NewTask.Builder> inOnePartition(int partition, int count) {
        List<NewTask.Builder> tasks = new ArrayList<>();
        while (tasks.size() < count) {
            NewTask.Builder task = task("paged");
            if (partition(task) == partition) {
                tasks.add(task);
            }
        }
        return tasks;
    }

    @Test
    void pagesOfReadyTasksGoByPriorityThenAgeWithoutWhatTheOwnerHolds() throws Exception {
        execute("delete from ledger.tasks where partition = 3");
        List<NewTask.Builder> tasks = inOnePartition(3, 4);
        tasks.get(2).setPriority(9);
        create(tasks.toArray(NewTask.Builder[]::new));

        ReadyTasksResponse page = ready(3, 2);
        ReadyTasksResponse rest = ready(3, 5, tasks.get(2).getId(), tasks.get(0).getId());

        assertThat(page.getTasksList())
                .extracting(ReadyTask::getTaskId)
                .containsExactly(tasks.get(2).getId(), tasks.get(0).getId());
        assertThat(page.getMore()).isTrue();
        assertThat(rest.getTasksList())
                .extracting(ReadyTask::getTaskId)
                .containsExactly(tasks.get(1).getId(), tasks.get(3).getId());
        assertThat(rest.getMore()).isFalse();
        assertThat(page.getTasks(0).getInput().toStringUtf8()).isEqualTo("{\"n\":1}");
        assertThat(page.getTasks(0).getFence().getAttempt()).isEqualTo(1);
    }

    /** A task of one partition and another namespace. */
    private NewTask.Builder of(String other, int partition) {
        NewTask.Builder task = inOnePartition(partition, 1).getFirst();
        return task.setNamespace(namespace + other);
    }

    private ReadyTasksResponse swept(int limit, int queueLimit, int after) {
        return now(ledger.readyTasks(sweep(limit, queueLimit, after).build()));
    }

    private static ReadyTasksRequest.Builder sweep(int limit, int queueLimit, int after) {
        return ReadyTasksRequest.newBuilder()
                .setPartition(4)
                .setLimit(limit)
                .setQueueLimit(queueLimit)
                .setAfterQueue(after);
    }

    @Test
    void whatWaitsWithItsOwnerIsShownWhereItHasAnotherPriorityThere() throws Exception {
        execute("delete from ledger.tasks where partition = 4");
        List<NewTask.Builder> tasks = inOnePartition(4, 3);
        tasks.get(1).setPriority(9);
        create(tasks.toArray(NewTask.Builder[]::new));

        ReadyTasksResponse page =
                now(
                        ledger.readyTasks(
                                sweep(10, 10, -1)
                                        .addExclude(tasks.get(0).getId())
                                        .addExclude(tasks.get(1).getId())
                                        .addExclude(tasks.get(2).getId())
                                        .addExcludePriorities(5)
                                        .addExcludePriorities(5)
                                        .build()));

        assertThat(page.getTasksList())
                .extracting(ReadyTask::getTaskId)
                .containsExactly(tasks.get(1).getId());
        assertThat(page.getTasks(0).getPriority()).isEqualTo(9);
    }

    @Test
    void aPageOfAllQueuesShowsTheFirstOfEachHoweverManyOneHas() throws Exception {
        execute("delete from ledger.tasks where partition = 4");
        List<NewTask.Builder> flood = inOnePartition(4, 30);
        NewTask.Builder one = of("-one", 4).setPriority(1);
        NewTask.Builder two = of("-two", 4);
        create(flood.toArray(NewTask.Builder[]::new));
        create(one, two);

        ReadyTasksResponse page = swept(100, 3, -1);

        assertThat(page.getTasksList())
                .extracting(ReadyTask::getTaskId)
                .containsExactlyInAnyOrder(
                        flood.get(0).getId(),
                        flood.get(1).getId(),
                        flood.get(2).getId(),
                        one.getId(),
                        two.getId());
        assertThat(page.getMoreQueuesList()).containsExactly(Queues.of(namespace, ""));
        assertThat(page.hasNextQueue()).isFalse();
    }

    @Test
    void thePagesOfAllQueuesFollowEachOtherAndLeaveNoneOut() throws Exception {
        execute("delete from ledger.tasks where partition = 4");
        List<NewTask.Builder> tasks = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            tasks.add(of("-" + i % 7, 4));
        }
        create(tasks.toArray(NewTask.Builder[]::new));
        List<ByteString> seen = new ArrayList<>();
        Set<Integer> more = new HashSet<>();
        int after = -1;

        do {
            ReadyTasksResponse page = swept(3, 2, after);
            page.getTasksList().forEach(task -> seen.add(task.getTaskId()));
            more.addAll(page.getMoreQueuesList());
            after = page.hasNextQueue() ? page.getNextQueue() : -1;
        } while (after >= 0);

        assertThat(seen).doesNotHaveDuplicates().hasSizeGreaterThanOrEqualTo(7);
        for (NewTask.Builder task : tasks) {
            assertThat(seen.contains(task.getId()) || more.contains(Queues.of(task.build())))
                    .isTrue();
        }
    }

    @Test
    void someQueuesAreReadFromWhereEachStands() throws Exception {
        execute("delete from ledger.tasks where partition = 4");
        List<NewTask.Builder> tasks = inOnePartition(4, 4);
        NewTask.Builder other = of("-other", 4);
        create(tasks.toArray(NewTask.Builder[]::new));
        create(other, of("-third", 4));

        ReadyTasksResponse page =
                now(
                        ledger.readyTasks(
                                ReadyTasksRequest.newBuilder()
                                        .setPartition(4)
                                        .setLimit(100)
                                        .setQueueLimit(2)
                                        .addQueues(place(tasks.get(1), 5))
                                        .addQueues(place(other, 9))
                                        .addExclude(tasks.get(2).getId())
                                        .build()));

        assertThat(page.getTasksList())
                .extracting(ReadyTask::getTaskId)
                .containsExactlyInAnyOrder(
                        tasks.get(1).getId(), tasks.get(3).getId(), other.getId());
        assertThat(page.getMore()).isFalse();
    }

    private static QueuePlace place(NewTask.Builder from, int priority) {
        return QueuePlace.newBuilder()
                .setQueue(Queues.of(from.build()))
                .setFrom(ReadyPlace.newBuilder().setPriority(priority).setTaskId(from.getId()))
                .build();
    }

    @Test
    void aPageMayBeginInTheMiddleOfTheOrder() throws Exception {
        execute("delete from ledger.tasks where partition = 2");
        List<NewTask.Builder> tasks = inOnePartition(2, 5);
        tasks.get(3).setPriority(9);
        tasks.get(1).setPriority(2);
        create(tasks.toArray(NewTask.Builder[]::new));

        ReadyTasksResponse fromThird = readyFrom(tasks.get(2), 10);
        ReadyTasksResponse first = readyFrom(tasks.get(2), 1);

        assertThat(fromThird.getTasksList())
                .extracting(ReadyTask::getTaskId)
                .containsExactly(tasks.get(2).getId(), tasks.get(4).getId(), tasks.get(1).getId());
        assertThat(fromThird.getMore()).isFalse();
        assertThat(first.getTasksList())
                .extracting(ReadyTask::getTaskId)
                .containsExactly(tasks.get(2).getId());
        assertThat(first.getMore()).isTrue();
    }

    private ReadyTasksResponse readyFrom(NewTask.Builder task, int limit) {
        return now(
                ledger.readyTasks(
                        ReadyTasksRequest.newBuilder()
                                .setPartition(partition(task))
                                .setLimit(limit)
                                .setFrom(
                                        ReadyPlace.newBuilder()
                                                .setPriority(task.getPriority())
                                                .setTaskId(task.getId()))
                                .build()));
    }

    private ReleaseResult release(NewTask.Builder task, int attempt, ReleaseReason reason) {
        return now(ledger.releaseTasks(
                        ReleaseTasksRequest.newBuilder()
                                .addReleases(
                                        Release.newBuilder()
                                                .setTaskId(task.getId())
                                                .setFence(
                                                        Fence.newBuilder()
                                                                .setEpoch(1)
                                                                .setAttempt(attempt))
                                                .setReason(reason)
                                                .setStarted(true))
                                .build()))
                .getResults(0);
    }

    @Test
    void whatATaskAsksOfSchedulingGoesWhereverItGoes() throws Exception {
        Demands demands =
                Demands.newBuilder()
                        .setRouting(Routing.newBuilder().addRequire("zone = eu").setSlots(2))
                        .setFlow(Flow.newBuilder().setKey("tenant-1"))
                        .build();
        execute("delete from ledger.tasks where partition = 1");
        List<NewTask.Builder> tasks = inOnePartition(1, 2);
        create(tasks.get(0).setDemands(demands), tasks.get(1));

        assertThat(get(tasks.get(0)).getDemands()).isEqualTo(demands);
        assertThat(get(tasks.get(1)).hasDemands()).isFalse();
        assertThat(ready(get(tasks.get(0)).getPartition(), 1_000).getTasksList())
                .filteredOn(task -> task.getTaskId().equals(tasks.get(0).getId()))
                .extracting(ReadyTask::getDemands)
                .containsExactly(demands);
        assertThat(ready(1, 1_000).getTasksList())
                .filteredOn(task -> task.getTaskId().equals(tasks.get(1).getId()))
                .extracting(ReadyTask::hasDemands)
                .containsExactly(false);
        assertThat(release(tasks.get(0), 1, ReleaseReason.WORKER_LOST).getTask().getDemands())
                .isEqualTo(demands);
        assertThat(release(tasks.get(1), 1, ReleaseReason.WORKER_LOST).getTask().hasDemands())
                .isFalse();
        assertThat(
                        query(
                                "select count(*) from ledger.tasks where demands is null and id = '"
                                        + text(tasks.get(1))
                                        + "'"))
                .isEqualTo("1");
    }

    @Test
    void aPageLeavesOutWhatTheOwnerHasEnoughOf() throws Exception {
        Demands gpu =
                Demands.newBuilder().setRouting(Routing.newBuilder().addRequire("gpu")).build();
        Demands disk =
                Demands.newBuilder().setRouting(Routing.newBuilder().addRequire("disk")).build();
        execute("delete from ledger.tasks where partition = 4");
        List<NewTask.Builder> tasks = inOnePartition(4, 4);
        tasks.get(1).setDemands(gpu);
        tasks.get(2).setDemands(disk);
        tasks.get(3).setDemands(gpu).setType("demo.sleep");
        create(tasks.toArray(NewTask.Builder[]::new));
        ReadyTasksRequest.Builder request =
                ReadyTasksRequest.newBuilder()
                        .setPartition(4)
                        .setLimit(10)
                        .addExcludeDemands(
                                TypedDemands.newBuilder().setType("demo.echo").setDemands(gpu));

        List<ReadyTask> page = now(ledger.readyTasks(request.build())).getTasksList();
        List<ReadyTask> further =
                now(ledger.readyTasks(
                                request.setFrom(
                                                ReadyPlace.newBuilder()
                                                        .setPriority(5)
                                                        .setTaskId(tasks.get(1).getId()))
                                        .build()))
                        .getTasksList();

        assertThat(page)
                .extracting(ReadyTask::getTaskId)
                .containsExactly(tasks.get(0).getId(), tasks.get(2).getId(), tasks.get(3).getId());
        assertThat(further)
                .extracting(ReadyTask::getTaskId)
                .containsExactly(tasks.get(2).getId(), tasks.get(3).getId());
    }

    @Test
    void aReleasedAttemptIsFencedAndItsLateResultRefused() {
        NewTask.Builder task = task("lost");
        create(task);

        ReleaseResult released = release(task, 1, ReleaseReason.WORKER_LOST);
        ReleaseResult again = release(task, 1, ReleaseReason.WORKER_LOST);
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
        try (Subscription ready = listen(Topics.READY, heard)) {
            await().atMost(SOON).until(ready::positioned);
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
                    .until(() -> !of(join, heard).isEmpty() && !of(after, heard).isEmpty());

            ReadyTask joined = ReadyTask.parseFrom(of(join, heard).getFirst().value());
            assertThat(joined.getInput().toStringUtf8()).isEqualTo("{\"n\":1}");
            assertThat(joined.getDependencyOutputs()).isEqualTo(outputs(join));
            assertThat(joined.getInputElided()).as("for readers that do not know better").isTrue();
            ReadyTask elided = ReadyTask.parseFrom(of(after, heard).getFirst().value());
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
        try (Subscription ready = listen(Topics.READY, heard);
                Subscription outcomes = listen(Topics.OUTCOMES, heard)) {
            await().atMost(SOON).until(() -> ready.positioned() && outcomes.positioned());
            NewTask.Builder task = task("told");
            create(task);
            report(completed(task, 1, "1"));

            await().atMost(SOON).until(() -> of(task, heard).size() >= 2);

            Received first = of(task, heard).getFirst();
            Received last = of(task, heard).getLast();
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
        try (Subscription outcomes = listen(Topics.OUTCOMES, heard)) {
            await().atMost(SOON).until(outcomes::positioned);
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
                    .until(() -> of(small, heard).size() == 1 && of(large, heard).size() == 1);

            assertThat(change(small, heard).getTask()).isEqualTo(get(small));
            assertThat(change(large, heard).hasTask()).isFalse();
        }
    }

    private static TaskChange change(NewTask.Builder task, List<Received> heard) throws Exception {
        return TaskChange.parseFrom(of(task, heard).getLast().value());
    }

    private Subscription listen(String topic, List<Received> heard) {
        return messaging.subscribe(
                new SubscriptionSpec.Broadcast("test-" + topic, topic, Set.of(), 100),
                batch -> {
                    heard.addAll(batch);
                    return CompletableFuture.completedFuture(null);
                });
    }

    private static List<Received> of(NewTask.Builder task, List<Received> heard) {
        return heard.stream()
                .filter(r -> ByteString.copyFrom(r.key()).equals(task.getId()))
                .toList();
    }
}
