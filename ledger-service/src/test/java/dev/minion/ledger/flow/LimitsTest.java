package dev.minion.ledger.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minion.contracts.FailureCode;
import dev.minion.contracts.Ids;
import dev.minion.contracts.ledger.AssignResult;
import dev.minion.contracts.ledger.AssignTask;
import dev.minion.contracts.ledger.AssignTasksRequest;
import dev.minion.contracts.ledger.AssignVerdict;
import dev.minion.contracts.ledger.CreatedTask;
import dev.minion.contracts.ledger.ExplainTaskRequest;
import dev.minion.contracts.ledger.ListQueuesRequest;
import dev.minion.contracts.ledger.ListQueuesResponse;
import dev.minion.contracts.ledger.NewTask;
import dev.minion.contracts.ledger.OpenTask;
import dev.minion.contracts.ledger.OpenTasksRequest;
import dev.minion.contracts.ledger.Release;
import dev.minion.contracts.ledger.ReleaseReason;
import dev.minion.contracts.ledger.ReleaseTasksRequest;
import dev.minion.contracts.ledger.ReportAttemptsRequest;
import dev.minion.contracts.ledger.TaskQueue;
import dev.minion.contracts.tasks.ExcessPolicy;
import dev.minion.contracts.tasks.Fence;
import dev.minion.contracts.tasks.Flow;
import dev.minion.contracts.tasks.TaskStatus;
import dev.minion.ledger.LedgerTest;
import dev.minion.ledger.Servers;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What the ledger lets begin of a key with limits. */
@QuarkusTest
@QuarkusTestResource(Servers.class)
class LimitsTest extends LedgerTest {

    private static final Flow TWO = Flow.newBuilder().setKey("two").setConcurrency(2).build();

    private NewTask.Builder task(Flow flow) {
        NewTask.Builder task = task(flow.getKey());
        task.getDemandsBuilder().setFlow(flow);
        return task;
    }

    private List<NewTask.Builder> created(Flow flow, int count) {
        List<NewTask.Builder> tasks =
                IntStream.range(0, count).mapToObj(any -> task(flow)).toList();
        assertThat(create(tasks.toArray(NewTask.Builder[]::new)))
                .noneMatch(CreatedTask::hasProblem);
        return tasks;
    }

    private List<AssignResult> ask(String worker, List<NewTask.Builder> tasks) {
        AssignTasksRequest.Builder request = AssignTasksRequest.newBuilder();
        for (NewTask.Builder task : tasks) {
            request.addTasks(
                    AssignTask.newBuilder()
                            .setTaskId(task.getId())
                            .setFence(fence(1))
                            .setWorkerId(worker)
                            .setNamespace(namespace)
                            .setFlow(task.getDemands().getFlow()));
        }
        return now(ledger.assignTasks(request.build())).getResultsList();
    }

    private List<AssignVerdict> verdicts(String worker, List<NewTask.Builder> tasks) {
        return ask(worker, tasks).stream().map(AssignResult::getVerdict).toList();
    }

    private static Fence fence(int attempt) {
        return Fence.newBuilder().setEpoch(1).setAttempt(attempt).build();
    }

    private long underWay() throws Exception {
        return Long.parseLong(
                query(
                        "select count(*) from ledger.tasks where status in (5, 6) and namespace ="
                                + " '%s'".formatted(namespace)));
    }

    @Test
    void asManyBeginAsMayAndTheNextWhenOneHasEnded() throws Exception {
        List<NewTask.Builder> tasks = created(TWO, 3);

        assertThat(verdicts("w", tasks))
                .containsExactly(
                        AssignVerdict.ASSIGN_GRANTED,
                        AssignVerdict.ASSIGN_GRANTED,
                        AssignVerdict.ASSIGN_CONCURRENCY);
        assertThat(status(tasks.get(0))).isEqualTo(TaskStatus.ASSIGNED);
        assertThat(get(tasks.get(0)).getAssignedTo()).isEqualTo("w");
        var _ =
                now(
                        reported(
                                ReportAttemptsRequest.newBuilder()
                                        .addEvents(completed(tasks.get(0), 1, "1"))
                                        .build()));

        assertThat(status(tasks.get(0))).isEqualTo(TaskStatus.COMPLETED);
        assertThat(verdicts("w", List.of(tasks.get(2))))
                .containsExactly(AssignVerdict.ASSIGN_GRANTED);
        assertThat(underWay()).isEqualTo(2);
    }

    @Test
    void theSameCallAgainIsGrantedAgainAndAnotherWorkerIsNot() {
        List<NewTask.Builder> tasks = created(TWO, 1);
        assertThat(verdicts("w", tasks)).containsExactly(AssignVerdict.ASSIGN_GRANTED);

        assertThat(verdicts("w", tasks)).containsExactly(AssignVerdict.ASSIGN_GRANTED);
        assertThat(verdicts("other", tasks)).containsExactly(AssignVerdict.ASSIGN_STALE);
    }

    @Test
    void howeverManyAskAtOnceNoMoreBeginThanMay() throws Exception {
        Flow five = Flow.newBuilder().setKey("five").setConcurrency(5).build();
        List<NewTask.Builder> tasks = created(five, 200);
        List<AssignVerdict> all = new ArrayList<>();

        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<List<AssignVerdict>>> calls = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                List<NewTask.Builder> some = tasks.subList(10 * i, 10 * i + 10);
                calls.add(callers.submit(() -> verdicts("w", some)));
            }
            for (Future<List<AssignVerdict>> call : calls) {
                all.addAll(call.get());
            }
        }

        assertThat(all).filteredOn(AssignVerdict.ASSIGN_GRANTED::equals).hasSize(5);
        assertThat(underWay()).isEqualTo(5);
    }

    @Test
    void anAttemptThatIsReleasedGivesItsPlaceBack() {
        Flow one = TWO.toBuilder().setConcurrency(1).build();
        List<NewTask.Builder> tasks = created(one, 2);
        assertThat(verdicts("w", tasks))
                .containsExactly(AssignVerdict.ASSIGN_GRANTED, AssignVerdict.ASSIGN_CONCURRENCY);
        var released =
                now(
                        ledger.releaseTasks(
                                ReleaseTasksRequest.newBuilder()
                                        .addReleases(
                                                Release.newBuilder()
                                                        .setTaskId(tasks.get(0).getId())
                                                        .setFence(fence(1))
                                                        .setReason(ReleaseReason.ASSIGNMENT_LOST))
                                        .build()));
        assertThat(released.getResults(0).getReleased()).isTrue();

        assertThat(verdicts("w", List.of(tasks.get(1))))
                .containsExactly(AssignVerdict.ASSIGN_GRANTED);
        assertThat(get(tasks.get(0)).getCrashes()).isZero();
    }

    @Test
    void aRateIsNeverExceededAndTellsWhenToComeAgain() {
        Flow three =
                Flow.newBuilder().setKey("three").setRateLimit(3).setRatePerMs(3_600_000).build();
        List<NewTask.Builder> tasks = created(three, 5);

        List<AssignResult> first = ask("w", tasks.subList(0, 2));
        List<AssignResult> second = ask("w", tasks.subList(2, 5));

        assertThat(first)
                .extracting(AssignResult::getVerdict)
                .containsOnly(AssignVerdict.ASSIGN_GRANTED);
        assertThat(second)
                .extracting(AssignResult::getVerdict)
                .containsExactly(
                        AssignVerdict.ASSIGN_GRANTED,
                        AssignVerdict.ASSIGN_RATE,
                        AssignVerdict.ASSIGN_RATE);
        assertThat(second.getLast().getRetryAfterMs()).isBetween(3_600_000L - 60_000, 3_960_000L);
    }

    @Test
    void whatExceedsALimitIsRejectedWhereTheKeySaysSo() {
        Flow rejecting = TWO.toBuilder().setOnExcess(ExcessPolicy.EXCESS_REJECT).build();
        NewTask.Builder[] tasks =
                IntStream.range(0, 4)
                        .mapToObj(any -> task(rejecting))
                        .toArray(NewTask.Builder[]::new);

        List<CreatedTask> created = create(tasks);
        List<CreatedTask> again = create(tasks[0], tasks[1]);

        assertThat(created)
                .extracting(CreatedTask::hasProblem)
                .containsExactly(false, false, true, true);
        assertThat(created.getLast().getProblem().getCode())
                .isEqualTo(FailureCode.LIMIT_EXCEEDED.code());
        assertThat(created.getLast().getProblem().getErrors(0).getPointer()).isEqualTo("/flow/key");
        assertThat(again).as("the call is repeated").noneMatch(CreatedTask::hasProblem);
    }

    @Test
    void tasksOfAKeyShareAPartitionAndTheirOwnerSeesWhatIsAssigned() {
        List<NewTask.Builder> tasks = created(TWO, 2);
        assertThat(get(tasks.get(0)).getPartition()).isEqualTo(get(tasks.get(1)).getPartition());
        assertThat(verdicts("w", tasks)).containsOnly(AssignVerdict.ASSIGN_GRANTED);

        List<OpenTask> open =
                now(ledger.openTasks(
                                OpenTasksRequest.newBuilder()
                                        .setPartition(get(tasks.get(0)).getPartition())
                                        .build()))
                        .getTasksList();

        assertThat(open)
                .filteredOn(each -> each.getTask().getNamespace().equals(namespace))
                .hasSize(2)
                .allSatisfy(
                        each -> {
                            assertThat(each.getTask().getDemands().getFlow()).isEqualTo(TWO);
                            assertThat(each.getWorkerId()).isEqualTo("w");
                            assertThat(each.getStartedAtUs()).isZero();
                        });
        assertThat(Ids.fromBytes(open.getFirst().getTask().getTaskId())).isNotNull();
    }

    private ListQueuesResponse queues(int limit, int after) {
        return now(
                ledger.listQueues(
                        ListQueuesRequest.newBuilder()
                                .setNamespace(namespace)
                                .setLimit(limit)
                                .setAfterQueue(after)
                                .build()));
    }

    @Test
    void queuesAreListedWithWhatWaitsAndRunsPageByPage() {
        Flow rate = Flow.newBuilder().setKey("rate").setRateLimit(1).setRatePerMs(60_000).build();
        List<NewTask.Builder> limited = created(TWO, 3);
        List<NewTask.Builder> rated = created(rate, 2);
        create(task("without a key"));
        assertThat(verdicts("w", limited)).contains(AssignVerdict.ASSIGN_CONCURRENCY);
        assertThat(verdicts("w", rated)).contains(AssignVerdict.ASSIGN_RATE);
        Map<String, TaskQueue> found = new HashMap<>();

        int after = -1;
        do {
            ListQueuesResponse page = queues(1, after);
            page.getQueuesList().forEach(queue -> found.put(queue.getFlow().getKey(), queue));
            assertThat(page.getQueuesCount()).isLessThanOrEqualTo(1);
            after = page.hasNextQueue() ? page.getNextQueue() : -1;
        } while (after >= 0);

        assertThat(found).containsOnlyKeys("two", "rate", "");
        TaskQueue two = Objects.requireNonNull(found.get("two"));
        assertThat(two.getQueued()).isEqualTo(1);
        assertThat(two.getRunning()).isEqualTo(2);
        assertThat(two.getFlow()).isEqualTo(TWO);
        assertThat(two.getOldestUs()).isPositive();
        assertThat(Objects.requireNonNull(found.get("rate")).getRateRetryAfterMs())
                .isBetween(1L, 63_000L);
        assertThat(Objects.requireNonNull(found.get("")).getQueued()).isEqualTo(1);
    }

    @Test
    void aReadyTaskIsExplainedByItsQueue() {
        List<NewTask.Builder> tasks = created(TWO, 3);
        assertThat(verdicts("w", tasks)).contains(AssignVerdict.ASSIGN_CONCURRENCY);

        TaskQueue queue =
                now(ledger.explainTask(
                                ExplainTaskRequest.newBuilder()
                                        .setNamespace(namespace)
                                        .setId(tasks.get(2).getId())
                                        .build()))
                        .getQueue();

        assertThat(queue.getRunning()).isEqualTo(2);
        assertThat(queue.getFlow()).isEqualTo(TWO);
    }
}
