package dev.minion.ledger.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import dev.minion.contracts.Ids;
import dev.minion.contracts.Partitions;
import dev.minion.contracts.ledger.GetInputsRequest;
import dev.minion.contracts.ledger.NewTask;
import dev.minion.contracts.ledger.ReadyTasksRequest;
import dev.minion.contracts.ledger.RecordProgressRequest;
import dev.minion.contracts.ledger.ReleaseReason;
import dev.minion.contracts.records.Progressed;
import dev.minion.contracts.records.ReadyTask;
import dev.minion.contracts.records.Started;
import dev.minion.contracts.records.TaskEvent;
import dev.minion.contracts.tasks.TaskStatus;
import dev.minion.ledger.LedgerTest;
import dev.minion.ledger.Servers;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

/** What an attempt leaves for the next one. */
@QuarkusTest
@QuarkusTestResource(Servers.class)
class DetailsTest extends LedgerTest {

    /** A report of progress with what the next attempt is to be given. */
    private static TaskEvent recorded(NewTask.Builder task, int attempt, String details) {
        return event(task.getId(), attempt)
                .setProgressed(
                        Progressed.newBuilder()
                                .setPercent(40)
                                .setData(ByteString.copyFromUtf8(details)))
                .build();
    }

    private String details(NewTask.Builder task) {
        GetInputsRequest request = GetInputsRequest.newBuilder().addIds(task.getId()).build();
        return now(ledger.getInputs(request)).getInputs(0).getDetails().toStringUtf8();
    }

    private String lastRecorded(NewTask.Builder task) throws SQLException {
        return query(
                "select coalesce((select convert_from(data, 'UTF8') from ledger.task_progress where"
                        + " task_id = '"
                        + Ids.fromBytes(task.getId())
                        + "' order by sequence desc limit 1), '')");
    }

    private ReadyTask readyAgain(NewTask.Builder task) {
        int partition = Partitions.of(Ids.fromBytes(task.getId()), Partitions.DEFAULT_COUNT);
        ReadyTasksRequest page =
                ReadyTasksRequest.newBuilder().setPartition(partition).setLimit(5_000).build();
        return now(ledger.readyTasks(page)).getTasksList().stream()
                .filter(each -> each.getTaskId().equals(task.getId()))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theNextAttemptIsGivenWhatTheLastOneRecordedHoweverItEnded() {
        NewTask.Builder task = task("resumes");
        create(task);
        report(recorded(task, 1, "{\"line\":1}"), recorded(task, 1, "{\"line\":2}"));
        // They may come in two batches: the first is enough for it to run.
        await().atMost(SOON).until(() -> lastRecorded(task).equals("{\"line\":2}"));

        ReadyTask told = releaseStarted(task, 1, ReleaseReason.WORKER_LOST).getTask();

        assertThat(told.getInputElided()).isTrue();
        assertThat(told.getInput().isEmpty()).isTrue();
        assertThat(readyAgain(task).getInputElided()).isTrue();
        assertThat(details(task)).isEqualTo("{\"line\":2}");

        ReadyTask third = releaseStarted(task, 2, ReleaseReason.ASSIGNMENT_LOST).getTask();
        assertThat(third.getInputElided()).as("attempt 2 recorded nothing").isTrue();
        assertThat(details(task)).isEqualTo("{\"line\":2}");
    }

    @Test
    void whatIsRecordedByRequestReachesTheNextAttemptAsWell() {
        NewTask.Builder task = task("resumes");
        create(task);
        report(event(task.getId(), 1).setStarted(Started.getDefaultInstance()).build());
        awaitStatus(task, TaskStatus.RUNNING);
        now(
                ledger.recordProgress(
                        RecordProgressRequest.newBuilder()
                                .setNamespace(namespace)
                                .setId(task.getId())
                                .setPercent(10)
                                .setData(ByteString.copyFromUtf8("[3]"))
                                .build()));
        assertThat(details(task)).as("its own are nothing new to it").isEmpty();

        assertThat(releaseStarted(task, 1, ReleaseReason.WORKER_LOST).getTask().getInputElided())
                .isTrue();
        assertThat(details(task)).isEqualTo("[3]");
    }

    @Test
    void aTaskThatRecordedNothingTravelsWithItsInputAsBefore() {
        NewTask.Builder task = task("plain");
        create(task);
        report(
                event(task.getId(), 1)
                        .setProgressed(Progressed.newBuilder().setPercent(40))
                        .build());
        awaitStatus(task, TaskStatus.RUNNING);

        ReadyTask next = releaseStarted(task, 1, ReleaseReason.WORKER_LOST).getTask();

        assertThat(next.getInputElided()).isFalse();
        assertThat(next.getInput()).isEqualTo(task.getInput());
        assertThat(details(task)).isEmpty();
    }
}
