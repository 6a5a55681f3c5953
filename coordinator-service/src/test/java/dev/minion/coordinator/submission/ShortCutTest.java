package dev.minion.coordinator.submission;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.minion.contracts.Ids;
import dev.minion.contracts.Limits;
import dev.minion.contracts.Partitions;
import dev.minion.contracts.ledger.CreatedTask;
import dev.minion.contracts.ledger.NewTask;
import dev.minion.contracts.ledger.Submission;
import dev.minion.contracts.ledger.SubmissionResult;
import dev.minion.contracts.records.ReadyTask;
import dev.minion.contracts.tasks.Demands;
import dev.minion.contracts.tasks.Fence;
import dev.minion.contracts.tasks.Flow;
import dev.minion.contracts.tasks.TaskStatus;
import dev.minion.contracts.tasks.Timeouts;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ShortCutTest {

    private static final UUID ID = Ids.random(InstantSource.system()).next();
    private static final Fence FENCE = Fence.newBuilder().setEpoch(3).setAttempt(1).build();

    @Test
    void aNewReadyTaskIsWhatItsRecordWouldBe() {
        NewTask.Builder task =
                task().setInput(ByteString.copyFromUtf8("{}"))
                        .setTimeouts(Timeouts.newBuilder().setRunMs(5))
                        .setTraceParent("00-aa-bb-01")
                        .setDemands(Demands.newBuilder().setFlow(Flow.newBuilder().setKey("k")));

        ReadyTask ready = collect(task, created()).getFirst();

        assertThat(ready.getTaskId()).isEqualTo(Ids.toBytes(ID));
        assertThat(ready.getPartition()).isEqualTo(partition(task));
        assertThat(ready.getFence()).isEqualTo(FENCE);
        assertThat(ready.getPriority()).isEqualTo(7);
        assertThat(ready.getType()).isEqualTo("demo.echo");
        assertThat(ready.getInput().toStringUtf8()).isEqualTo("{}");
        assertThat(ready.getTimeouts().getRunMs()).isEqualTo(5);
        assertThat(ready.getTraceParent()).isEqualTo("00-aa-bb-01");
        assertThat(ready.getDemands()).isEqualTo(task.getDemands());
    }

    @Test
    void aTaskWithoutTimeoutsGetsTheLedgersDefault() {
        assertThat(collect(task(), created()).getFirst().getTimeouts().getRunMs())
                .isEqualTo(Limits.DEFAULT_RUN_MILLIS);
    }

    @Test
    void aLargeInputIsLeftToBeLoaded() {
        ByteString large = ByteString.copyFrom(new byte[Limits.INLINE_INPUT_BYTES + 1]);

        ReadyTask ready = collect(task().setInput(large), created()).getFirst();

        assertThat(ready.getInputElided()).isTrue();
        assertThat(ready.getInput().isEmpty()).isTrue();
    }

    @Test
    void whatTheLedgerGaveNoFenceIsLeftToItsRecord() {
        assertThat(collect(task(), created().clearFence())).isEmpty();
    }

    @Test
    void whatNeedsTheOutputsOfOthersIsLeftToItsRecord() {
        assertThat(collect(task().addDependencies(ID.toString()), created())).isEmpty();
    }

    private static NewTask.Builder task() {
        return NewTask.newBuilder()
                .setId(Ids.toBytes(ID))
                .setNamespace("default")
                .setName("n")
                .setType("demo.echo")
                .setPriority(7);
    }

    private static CreatedTask.Builder created() {
        return CreatedTask.newBuilder()
                .setId(Ids.toBytes(ID))
                .setStatus(TaskStatus.READY)
                .setFence(FENCE);
    }

    private static int partition(NewTask.Builder task) {
        return Partitions.of(task.build(), ID, 6);
    }

    private static List<ReadyTask> collect(NewTask.Builder task, CreatedTask.Builder created) {
        List<ReadyTask> ready = new ArrayList<>();
        ShortCut.collect(
                Submission.newBuilder().addTasks(task).build(),
                SubmissionResult.newBuilder().addItems(created).build(),
                6,
                Set.of(partition(task)),
                ready);
        return ready;
    }
}
