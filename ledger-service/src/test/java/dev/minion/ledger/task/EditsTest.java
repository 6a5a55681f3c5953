package dev.minion.ledger.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.minion.contracts.ReadyRecord;
import dev.minion.contracts.Topics;
import dev.minion.contracts.ledger.CancelTaskRequest;
import dev.minion.contracts.ledger.NewTask;
import dev.minion.contracts.ledger.PatchTaskRequest;
import dev.minion.contracts.ledger.PatchTasksRequest;
import dev.minion.contracts.ledger.TaskBatches;
import dev.minion.contracts.ledger.TaskResult;
import dev.minion.contracts.records.ReadyTask;
import dev.minion.contracts.tasks.Task;
import dev.minion.contracts.tasks.TaskStatus;
import dev.minion.ledger.LedgerTest;
import dev.minion.ledger.Servers;
import dev.minion.messaging.Received;
import dev.minion.messaging.Subscription;
import io.quarkus.grpc.GrpcService;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Servers.class)
class EditsTest extends LedgerTest {

    @Inject @GrpcService TaskBatches batches;

    private PatchTaskRequest.Builder patch(NewTask.Builder task) {
        return PatchTaskRequest.newBuilder().setNamespace(namespace).setId(task.getId());
    }

    private List<TaskResult> patch(PatchTaskRequest.Builder... patches) {
        PatchTasksRequest.Builder request = PatchTasksRequest.newBuilder();
        for (PatchTaskRequest.Builder patch : patches) {
            request.addPatches(patch);
        }
        return now(batches.patchTasks(request.build())).getResultsList();
    }

    private static String refusal(TaskResult result) {
        return result.getProblem().getCode();
    }

    private void cancel(NewTask.Builder task) {
        now(
                ledger.cancelTask(
                        CancelTaskRequest.newBuilder()
                                .setNamespace(namespace)
                                .setId(task.getId())
                                .build()));
    }

    @Test
    void eachEditOfManyStandsForItself() {
        NewTask.Builder plain = task("plain").setDescription("before");
        NewTask.Builder changed = task("changed");
        NewTask.Builder ended = task("ended");
        NewTask.Builder foreign = task("foreign");
        NewTask.Builder waits = task("waits").setRef("w").addDependencies("p");
        create(plain.setRef("p"), changed, ended, foreign, waits);
        cancel(ended);

        List<TaskResult> results =
                patch(
                        patch(plain).setPriority(9).setMetadata(ByteString.copyFromUtf8("{}")),
                        patch(changed).setIfVersion(7).setPriority(1),
                        patch(ended).setPriority(1),
                        patch(foreign).setNamespace("elsewhere").setPriority(1),
                        patch(task("never")).setPriority(1),
                        patch(waits).setDescription("later"));

        assertThat(results.get(0).getTask()).isEqualTo(get(plain));
        assertThat(get(plain).getPriority()).isEqualTo(9);
        assertThat(get(plain).getDescription()).isEqualTo("before");
        assertThat(refusal(results.get(1))).isEqualTo("version-mismatch");
        assertThat(refusal(results.get(2))).isEqualTo("illegal-transition");
        assertThat(refusal(results.get(3))).isEqualTo("task-not-found");
        assertThat(refusal(results.get(4))).isEqualTo("task-not-found");
        assertThat(results.get(5).getTask().getDependenciesList()).containsExactly(plain.getId());
        assertThat(results.get(5).getTask()).isEqualTo(get(waits));
        assertThat(get(foreign).getPriority()).isEqualTo(5);
    }

    /** The last of a partition ends the wait: its record comes after those that would be wrong. */
    @Test
    void theOwnerOfAPartitionIsToldOfNewPrioritiesUnlessItMadeThem() {
        List<Received> heard = new CopyOnWriteArrayList<>();
        Subscription subscription = listen(Topics.READY, heard);
        NewTask.Builder task = task("told");
        create(task);
        await().atMost(SOON).until(() -> heardOf(task, heard).size() == 1);
        int partition = get(task).getPartition();

        TaskResult own =
                now(batches.patchTasks(
                                PatchTasksRequest.newBuilder()
                                        .addPatches(patch(task).setPriority(2))
                                        .addScheduledPartitions(partition)
                                        .build()))
                        .getResults(0);
        List<TaskResult> described = patch(patch(task).setDescription("no news to the owner"));
        List<TaskResult> another = patch(patch(task).setPriority(9));

        await().atMost(SOON).until(() -> heardOf(task, heard).size() > 1);
        assertThat(own.getTask().getPriority()).isEqualTo(2);
        assertThat(described.getFirst().getTask().getPriority()).isEqualTo(2);
        assertThat(heardOf(task, heard)).hasSize(2);
        assertThat(ready(heardOf(task, heard).getLast()))
                .isEqualTo(ReadyRecord.of(another.getFirst().getTask()));
        subscription.close();
    }

    private static ReadyTask ready(Received record) {
        try {
            return ReadyTask.parseFrom(record.value());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void editsOfOneTaskAreMadeInTheirOrder() {
        NewTask.Builder task = task("often");
        create(task);

        List<TaskResult> results =
                patch(
                        patch(task).setPriority(2).setIfVersion(1),
                        patch(task).setDescription("second").setIfVersion(2),
                        patch(task).setPriority(4).setIfVersion(2),
                        patch(task).setDescription("").setPriority(6).setIfVersion(3));

        assertThat(results.get(0).getTask().getPriority()).isEqualTo(2);
        assertThat(results.get(1).getTask().getPriority()).isEqualTo(2);
        assertThat(results.get(1).getTask().getDescription()).isEqualTo("second");
        assertThat(refusal(results.get(2))).isEqualTo("version-mismatch");
        assertThat(results.get(3).getTask()).isEqualTo(get(task));
        assertThat(get(task).getDescription()).isEmpty();
        assertThat(get(task).getPriority()).isEqualTo(6);
        assertThat(get(task).getVersion()).isEqualTo(4);
    }

    @Test
    void theEditThatTheDatabaseCannotStoreIsRefusedAndTheOthersAreMade() {
        NewTask.Builder one = task("one");
        NewTask.Builder two = task("two");
        create(one, two);

        List<TaskResult> results =
                patch(patch(one).setDescription("nul \u0000"), patch(two).setDescription("sound"));

        assertThat(refusal(results.get(0))).isEqualTo("validation-failed");
        assertThat(results.get(1).getTask().getDescription()).isEqualTo("sound");
        assertThat(get(one).getVersion()).isEqualTo(1);
    }

    @Test
    void ofManyConditionalEditsOfOneVersionExactlyOneIsMade() {
        NewTask.Builder task = task("contended");
        create(task);

        List<CompletableFuture<TaskResult>> calls = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            calls.add(
                    ledger.patchTask(patch(task).setPriority(1 + i % 10).setIfVersion(1).build())
                            .subscribeAsCompletionStage());
        }
        assertThat(CompletableFuture.allOf(calls.toArray(CompletableFuture[]::new)))
                .succeedsWithin(SOON);

        List<TaskResult> results = calls.stream().map(CompletableFuture::resultNow).toList();
        assertThat(results).filteredOn(TaskResult::hasTask).hasSize(1);
        assertThat(results)
                .filteredOn(TaskResult::hasProblem)
                .allMatch(result -> refusal(result).equals("version-mismatch"));
        assertThat(get(task).getVersion()).isEqualTo(2);
    }

    @Test
    void editsAndEndsThatMeetAreBothThere() {
        NewTask.Builder[] tasks =
                IntStream.range(0, 200)
                        .mapToObj(i -> task("t" + i))
                        .toArray(NewTask.Builder[]::new);
        create(tasks);

        List<CompletableFuture<TaskResult>> calls = new ArrayList<>();
        for (int i = 0; i < tasks.length; i++) {
            report(completed(tasks[tasks.length - 1 - i], 1, "1"));
            calls.add(
                    ledger.patchTask(patch(tasks[i]).setDescription("edited").build())
                            .subscribeAsCompletionStage());
        }
        assertThat(CompletableFuture.allOf(calls.toArray(CompletableFuture[]::new)))
                .succeedsWithin(SOON);

        for (int i = 0; i < tasks.length; i++) {
            awaitStatus(tasks[i], TaskStatus.COMPLETED);
            Task task = get(tasks[i]);
            TaskResult edit = calls.get(i).resultNow();
            assertThat(edit.hasTask() ? "" : refusal(edit)).isIn("", "illegal-transition");
            assertThat(task.getDescription()).isEqualTo(edit.hasTask() ? "edited" : "");
            assertThat(task.getVersion()).isEqualTo(edit.hasTask() ? 3 : 2);
        }
    }
}
