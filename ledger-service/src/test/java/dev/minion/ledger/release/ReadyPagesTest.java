package dev.minion.ledger.release;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.minion.contracts.Queues;
import dev.minion.contracts.ledger.NewTask;
import dev.minion.contracts.ledger.QueuePlace;
import dev.minion.contracts.ledger.ReadyPlace;
import dev.minion.contracts.ledger.ReadyTasksRequest;
import dev.minion.contracts.ledger.ReadyTasksResponse;
import dev.minion.contracts.ledger.ReleaseReason;
import dev.minion.contracts.ledger.TypedDemands;
import dev.minion.contracts.records.ReadyTask;
import dev.minion.contracts.tasks.Demands;
import dev.minion.contracts.tasks.Flow;
import dev.minion.contracts.tasks.Routing;
import dev.minion.ledger.LedgerTest;
import dev.minion.ledger.Servers;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Servers.class)
class ReadyPagesTest extends LedgerTest {

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
        assertThat(
                        releaseStarted(tasks.get(0), 1, ReleaseReason.WORKER_LOST)
                                .getTask()
                                .getDemands())
                .isEqualTo(demands);
        assertThat(
                        releaseStarted(tasks.get(1), 1, ReleaseReason.WORKER_LOST)
                                .getTask()
                                .hasDemands())
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
}
