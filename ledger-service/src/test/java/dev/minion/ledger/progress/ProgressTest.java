package dev.minion.ledger.progress;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.minion.contracts.ledger.ListProgressRequest;
import dev.minion.contracts.ledger.NewTask;
import dev.minion.contracts.ledger.ProgressRecord;
import dev.minion.contracts.ledger.ProgressResult;
import dev.minion.contracts.ledger.RecordProgressRequest;
import dev.minion.contracts.ledger.RecordProgressesRequest;
import dev.minion.contracts.ledger.TaskBatches;
import dev.minion.contracts.tasks.Fence;
import dev.minion.contracts.tasks.TaskStatus;
import dev.minion.ledger.LedgerTest;
import dev.minion.ledger.Servers;
import io.quarkus.grpc.GrpcService;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.sqlclient.Pool;
import jakarta.inject.Inject;
import java.util.List;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Servers.class)
class ProgressTest extends LedgerTest {

    @Inject @GrpcService TaskBatches batches;
    @Inject Pool pool;

    private RecordProgressRequest.Builder progress(NewTask.Builder task, int percent) {
        return RecordProgressRequest.newBuilder()
                .setNamespace(namespace)
                .setId(task.getId())
                .setPercent(percent)
                .setMessage("at " + percent);
    }

    private List<ProgressResult> record(RecordProgressRequest.Builder... records) {
        RecordProgressesRequest.Builder request = RecordProgressesRequest.newBuilder();
        for (RecordProgressRequest.Builder record : records) {
            request.addRecords(record);
        }
        return now(batches.recordProgresses(request.build())).getResultsList();
    }

    private List<ProgressRecord> records(NewTask.Builder task) {
        return now(ledger.listProgress(
                        ListProgressRequest.newBuilder()
                                .setNamespace(namespace)
                                .setId(task.getId())
                                .setLimit(100)
                                .build()))
                .getItemsList();
    }

    private static Fence fence(int attempt) {
        return Fence.newBuilder().setEpoch(1).setAttempt(attempt).build();
    }

    @Test
    void recordsOfOneTaskKeepTheirOrderAndItsFirstStartsIt() {
        NewTask.Builder task = task("runs");
        create(task);

        List<ProgressResult> results =
                record(
                        progress(task, 10),
                        progress(task, 20).setFence(fence(1)),
                        progress(task, 15).setData(ByteString.copyFromUtf8("{\"a\":1}")));

        assertThat(results).extracting(ProgressResult::getProgress).isEqualTo(records(task));
        assertThat(records(task))
                .extracting(ProgressRecord::getPercent)
                .containsExactly(10, 20, 15);
        assertThat(records(task).getLast().getData().toStringUtf8()).isEqualTo("{\"a\":1}");
        assertThat(status(task)).isEqualTo(TaskStatus.RUNNING);
        assertThat(get(task).getProgress()).isEqualTo(15);
        assertThat(get(task).getVersion()).isEqualTo(4);
    }

    @Test
    void eachRecordOfManyStandsForItself() {
        NewTask.Builder runs = task("runs").setRef("runs");
        NewTask.Builder fresh = task("fresh");
        NewTask.Builder waits = task("waits").addDependencies("runs");
        create(runs, fresh, waits);
        assertThat(record(progress(runs, 1)).getFirst().hasProgress()).isTrue();

        List<ProgressResult> results =
                record(
                        progress(runs, 120),
                        progress(fresh, 5).setFence(fence(9)),
                        progress(waits, 5),
                        progress(task("never"), 5),
                        progress(fresh, 6));

        assertThat(results.get(0).getProgress().getPercent()).isEqualTo(100);
        assertThat(results.get(1).getProblem().getCode()).isEqualTo("fenced");
        assertThat(results.get(2).getProblem().getCode()).isEqualTo("illegal-transition");
        assertThat(results.get(3).getProblem().getCode()).isEqualTo("task-not-found");
        assertThat(results.get(4).getProgress().getAttempt()).isEqualTo(1);
        assertThat(get(runs).getProgress()).isEqualTo(100);
        assertThat(records(runs)).hasSize(2);
    }

    @Test
    void aFenceThatHasPassedIsRefusedThoughTheTaskRuns() {
        NewTask.Builder task = task("runs");
        create(task);
        record(progress(task, 1));

        ProgressResult refused = record(progress(task, 2).setFence(fence(2))).getFirst();

        assertThat(refused.getProblem().getCode()).isEqualTo("fenced");
        assertThat(get(task).getProgress()).isEqualTo(1);
        assertThat(records(task)).hasSize(1);
    }

    @Test
    void theRecordThatTheDatabaseCannotStoreIsRefusedAndTheOthersAreKept() {
        NewTask.Builder one = task("one");
        NewTask.Builder two = task("two");
        create(one, two);
        record(progress(one, 1), progress(two, 1));

        List<ProgressResult> results =
                record(progress(one, 2).setMessage("nul \u0000"), progress(two, 2));

        assertThat(results.get(0).getProblem().getCode()).isEqualTo("validation-failed");
        assertThat(results.get(1).getProgress().getPercent()).isEqualTo(2);
        assertThat(records(one)).hasSize(1);
    }

    @Test
    void tasksThatRunAreFoundByTheirKeyHoweverManyDo() throws Exception {
        execute("analyze ledger.tasks");

        StringBuilder plan = new StringBuilder();
        assertThat(
                        pool.query("explain (generic_plan) " + RunningProgress.RECORD)
                                .execute()
                                .toCompletionStage()
                                .toCompletableFuture())
                .succeedsWithin(SOON)
                .satisfies(rows -> rows.forEach(row -> plan.append(row.getString(0)).append('\n')));

        assertThat(plan).contains("tasks_pkey").doesNotContain("tasks_open", "Seq Scan on tasks");
    }
}
