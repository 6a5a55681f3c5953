package dev.minion.ledger.bulk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import dev.minion.contracts.Ids;
import dev.minion.contracts.ledger.BulkAction;
import dev.minion.contracts.ledger.BulkJob;
import dev.minion.contracts.ledger.BulkJobResult;
import dev.minion.contracts.ledger.BulkJobs;
import dev.minion.contracts.ledger.BulkRefusal;
import dev.minion.contracts.ledger.CancelBulkJobRequest;
import dev.minion.contracts.ledger.GetBulkJobRequest;
import dev.minion.contracts.ledger.ListBulkJobsRequest;
import dev.minion.contracts.ledger.ListTasksRequest;
import dev.minion.contracts.ledger.NewTask;
import dev.minion.contracts.ledger.StartBulkJobRequest;
import dev.minion.contracts.records.Started;
import dev.minion.contracts.tasks.RetryPolicy;
import dev.minion.contracts.tasks.Task;
import dev.minion.contracts.tasks.TaskStatus;
import dev.minion.ledger.LedgerTest;
import dev.minion.ledger.Servers;
import io.quarkus.grpc.GrpcClient;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Future;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Servers.class)
class BulkJobsTest extends LedgerTest {

    @GrpcClient("ledger")
    BulkJobs jobs;

    @Inject BulkRunner runner;

    private StartBulkJobRequest.Builder job(BulkAction action) {
        return StartBulkJobRequest.newBuilder()
                .setId(Ids.toBytes(ids.next()))
                .setAction(action)
                .setRate(5_000)
                .setFilter(ListTasksRequest.newBuilder().setNamespace(namespace).setType("bulky"));
    }

    private BulkJobResult start(StartBulkJobRequest.Builder job) {
        return now(jobs.startBulkJob(job.build()));
    }

    private BulkJob get(StartBulkJobRequest.Builder job) {
        GetBulkJobRequest request =
                GetBulkJobRequest.newBuilder().setNamespace(namespace).setId(job.getId()).build();
        return now(jobs.getBulkJob(request)).getJob();
    }

    private BulkJob finished(StartBulkJobRequest.Builder job) {
        assertThat(start(job).getProblem().getDetail()).isEmpty();
        await().atMost(SOON).until(() -> get(job).getFinished());
        return get(job);
    }

    private List<NewTask.Builder> tasks(int count) {
        List<NewTask.Builder> tasks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            tasks.add(task("bulk " + i).setType("bulky"));
        }
        create(tasks.toArray(NewTask.Builder[]::new));
        return tasks;
    }

    private List<NewTask.Builder> dead(int count) throws Exception {
        List<NewTask.Builder> tasks = tasks(count);
        execute(
                "update ledger.tasks set status = 11, failures = 3, error_code = 'broken',"
                        + " completed_at = now() where namespace = '%s'".formatted(namespace));
        return tasks;
    }

    private List<TaskStatus> statuses(List<NewTask.Builder> tasks) {
        return tasks.stream().map(this::status).distinct().toList();
    }

    @Test
    void aJobCancelsWhatFitsItsFilterAndNothingElse() {
        List<NewTask.Builder> wanted = tasks(450);
        NewTask.Builder other = task("other");
        create(other);
        report(completed(wanted.getFirst(), 1, "1"));
        awaitStatus(wanted.getFirst(), TaskStatus.COMPLETED);

        BulkJob job = finished(job(BulkAction.BULK_CANCEL).setReason("by hand"));

        assertThat(job.getExpected()).isEqualTo(449);
        assertThat(job.getMatched()).isEqualTo(449);
        assertThat(job.getDone()).isEqualTo(449);
        assertThat(job.getRefusalsList()).isEmpty();
        assertThat(job.getCancelled()).isFalse();
        assertThat(status(wanted.getFirst())).isEqualTo(TaskStatus.COMPLETED);
        assertThat(statuses(wanted.subList(1, 450))).containsExactly(TaskStatus.CANCELLED);
        assertThat(get(wanted.getLast()).getError().getMessage()).isEqualTo("by hand");
        assertThat(status(other)).isEqualTo(TaskStatus.READY);
    }

    @Test
    void aDryRunTellsWhatWouldBeAndChangesNothing() throws Exception {
        List<NewTask.Builder> tasks = dead(5);
        List<Task> before = tasks.stream().map(this::get).toList();

        BulkJob replay = finished(job(BulkAction.BULK_REPLAY).setDryRun(true));
        StartBulkJobRequest.Builder cancel = job(BulkAction.BULK_CANCEL).setDryRun(true);
        cancel.getFilterBuilder().addStatuses(TaskStatus.DEAD);

        assertThat(replay.getDone()).isEqualTo(5);
        assertThat(finished(cancel).getDone()).isZero();
        assertThat(get(cancel).getRefusals(0).getTasks()).isEqualTo(5);
        assertThat(tasks.stream().map(this::get).toList()).isEqualTo(before);
    }

    @Test
    void deadLettersAreReplayedAndDiscardedByFilter() throws Exception {
        List<NewTask.Builder> tasks = dead(3);
        execute(
                "update ledger.tasks set type = 'kept' where id = '"
                        + text(tasks.getFirst())
                        + "'");

        BulkJob replay = finished(job(BulkAction.BULK_REPLAY));
        StartBulkJobRequest.Builder all = job(BulkAction.BULK_DISCARD).setAll(true);
        all.getFilterBuilder().clearType();
        BulkJob discard = finished(all.setReason("old"));

        assertThat(replay.getDone()).isEqualTo(2);
        assertThat(statuses(tasks.subList(1, 3))).containsExactly(TaskStatus.READY);
        assertThat(get(tasks.get(1)).getFailures()).isZero();
        assertThat(discard.getDone()).isEqualTo(1);
        assertThat(get(tasks.getFirst()).getDiscarded()).isTrue();
    }

    @Test
    void aRetryTakesAChainOfDependenciesWithItAndSaysWhatStandsInTheWay() throws Exception {
        NewTask.Builder outside = task("outside");
        create(outside);
        NewTask.Builder first = task("first").setType("bulky");
        NewTask.Builder second = task("second").setType("bulky").addDependencies(text(first));
        NewTask.Builder hindered = task("hindered").setType("bulky").addDependencies(text(outside));
        create(first, second, hindered);
        report(failed(first, 1, "no", false), failed(outside, 1, "no", false));
        for (NewTask.Builder task : List.of(first, second, outside, hindered)) {
            awaitStatus(task, TaskStatus.FAILED);
        }

        BulkJob retry = finished(job(BulkAction.BULK_RETRY));

        assertThat(retry.getDone()).isEqualTo(2);
        assertThat(retry.getRefusalsList())
                .extracting(BulkRefusal::getCode, BulkRefusal::getTasks)
                .containsExactly(tuple("illegal-transition", 1L));
        assertThat(retry.getRefusals(0).getSample(0)).isEqualTo(hindered.getId());
        assertThat(status(first)).isEqualTo(TaskStatus.READY);
        assertThat(status(second)).isEqualTo(TaskStatus.BLOCKED);
        report(completed(first, 2, "1"));
        awaitStatus(second, TaskStatus.READY);
    }

    @Test
    void openTasksGetAnotherPriorityAndPausedOnesAreResumed() {
        List<NewTask.Builder> open = tasks(3);
        NewTask.Builder paused =
                task("paused")
                        .setType("bulky")
                        .setRetry(
                                RetryPolicy.newBuilder()
                                        .setMaxAttempts(1)
                                        .setPauseWhenExhausted(true));
        create(paused);
        report(failed(paused, 1, "no", true));
        await().atMost(SOON).until(() -> get(paused).getPaused());

        BulkJob urgent = finished(job(BulkAction.BULK_REPRIORITISE).setPriority(9));
        BulkJob resumed = finished(job(BulkAction.BULK_RESUME));

        assertThat(urgent.getDone()).isEqualTo(4);
        assertThat(get(open.getFirst()).getPriority()).isEqualTo(9);
        assertThat(resumed.getDone()).isEqualTo(1);
        assertThat(status(paused)).isEqualTo(TaskStatus.READY);
    }

    @Test
    void openTasksArePausedAndLetGoAgainWhateverTheirStatus() {
        NewTask.Builder ready = task("ready").setType("bulky");
        NewTask.Builder blocked = task("blocked").setType("bulky").addDependencies(text(ready));
        NewTask.Builder running = task("running").setType("bulky");
        NewTask.Builder done = task("done").setType("bulky");
        create(ready, blocked, running, done);
        report(
                event(running.getId(), 1).setStarted(Started.getDefaultInstance()).build(),
                completed(done, 1, "1"));
        awaitStatus(running, TaskStatus.RUNNING);
        awaitStatus(done, TaskStatus.COMPLETED);

        BulkJob tried = finished(job(BulkAction.BULK_PAUSE).setDryRun(true));
        BulkJob paused = finished(job(BulkAction.BULK_PAUSE).setReason("the target moves"));
        BulkJob again = finished(job(BulkAction.BULK_PAUSE));
        List<Task> then = Stream.of(ready, blocked, running).map(this::get).toList();
        BulkJob resumed = finished(job(BulkAction.BULK_RESUME));

        assertThat(List.of(tried, paused, again, resumed))
                .extracting(BulkJob::getDone)
                .containsOnly(3L);
        assertThat(then).allMatch(Task::getPaused);
        assertThat(then)
                .extracting(Task::getStatus)
                .containsExactly(TaskStatus.SCHEDULED, TaskStatus.BLOCKED, TaskStatus.RUNNING);
        assertThat(then).extracting(Task::getVersion).containsExactly(2L, 2L, 3L);
        assertThat(Stream.of(ready, blocked, running).map(this::get)).noneMatch(Task::getPaused);
        assertThat(status(ready)).isEqualTo(TaskStatus.READY);
    }

    @Test
    void aJobKeepsItsPaceAndEndsWhereItIsCancelled() {
        tasks(12);

        BulkJob paced = finished(job(BulkAction.BULK_REPRIORITISE).setPriority(8).setRate(10));
        long tookUs = paced.getFinishedAtUs() - paced.getCreatedAtUs();
        assertThat(tookUs).isBetween(900_000L, 3_000_000L);

        StartBulkJobRequest.Builder slow = job(BulkAction.BULK_CANCEL).setRate(1);
        start(slow);
        await().atMost(SOON).until(() -> get(slow).getMatched() > 0);
        CancelBulkJobRequest cancel =
                CancelBulkJobRequest.newBuilder()
                        .setNamespace(namespace)
                        .setId(slow.getId())
                        .build();
        BulkJob cancelled = now(jobs.cancelBulkJob(cancel)).getJob();

        assertThat(cancelled.getCancelled()).isTrue();
        assertThat(cancelled.getFinished()).isTrue();
        assertThat(cancelled.getMatched()).isBetween(1L, 11L);
        assertThat(now(jobs.cancelBulkJob(cancel)).getJob().getFinishedAtUs())
                .isEqualTo(cancelled.getFinishedAtUs());
    }

    @Test
    void replicasThatWorkAtTheSameJobDoNothingTwice() throws Exception {
        List<NewTask.Builder> tasks = dead(300);
        StartBulkJobRequest.Builder job = job(BulkAction.BULK_REPLAY).setRate(100);
        start(job);

        List<CompletableFuture<Optional<Duration>>> steps = new ArrayList<>();
        await().atMost(SOON)
                .until(
                        () -> {
                            for (int i = 0; i < 4; i++) {
                                steps.add(step());
                            }
                            return get(job).getFinished();
                        });

        assertThat(steps).allSatisfy(step -> assertThat(step).succeedsWithin(SOON));
        assertThat(get(job).getDone()).isEqualTo(300);
        assertThat(tasks.stream().map(task -> get(task).getFence().getAttempt()).distinct())
                .containsExactly(2);
    }

    private CompletableFuture<Optional<Duration>> step() {
        Future<Optional<Duration>> step = runner.step();
        return step.toCompletionStage().toCompletableFuture();
    }

    @Test
    void theSameRequestUnderItsKeyIsTheSameJobAndJobsAreListed() {
        tasks(1);
        StartBulkJobRequest.Builder first = job(BulkAction.BULK_CANCEL).setIdempotencyKey("key");
        finished(first);

        ByteString another = Ids.toBytes(ids.next());
        BulkJobResult again = start(first.clone().setId(another));
        BulkJobResult other = start(first.clone().setId(another).setReason("other"));

        assertThat(again.getReplayed()).isTrue();
        assertThat(again.getJob().getId()).isEqualTo(first.getId());
        assertThat(other.getProblem().getCode()).isEqualTo("idempotency-conflict");
        assertThat(start(first).getReplayed()).as("the very same call").isFalse();
        StartBulkJobRequest.Builder second = job(BulkAction.BULK_CANCEL);
        finished(second);
        ListBulkJobsRequest list =
                ListBulkJobsRequest.newBuilder().setNamespace(namespace).setLimit(1).build();
        assertThat(now(jobs.listBulkJobs(list)).getJobs(0).getId()).isEqualTo(second.getId());
        assertThat(now(jobs.listBulkJobs(list)).getMore()).isTrue();
        assertThat(
                        now(jobs.listBulkJobs(list.toBuilder().setBefore(second.getId()).build()))
                                .getJobs(0)
                                .getId())
                .isEqualTo(first.getId());
    }

    @Test
    void aTaskThatTheDatabaseRefusesIsPassedOverAndTheRestIsDone() throws Exception {
        List<NewTask.Builder> tasks = tasks(20);
        String poisoned = text(tasks.get(7));
        execute(
                """
                create or replace function ledger.refuse_poison() returns trigger language plpgsql as $$
                begin
                    if new.priority = 7 and new.name = 'bulk 7' then raise exception check_violation; end if;
                    return new;
                end $$;
                create or replace trigger refuse_poison before update on ledger.tasks
                    for each row when (new.id = '%s') execute function ledger.refuse_poison()
                """
                        .formatted(poisoned));
        try {
            BulkJob job = finished(job(BulkAction.BULK_REPRIORITISE).setPriority(7));

            assertThat(job.getMatched()).isEqualTo(20);
            assertThat(job.getDone()).isEqualTo(19);
            assertThat(job.getRefusals(0).getCode()).isEqualTo("internal");
            assertThat(job.getRefusals(0).getSample(0)).isEqualTo(tasks.get(7).getId());
            assertThat(get(tasks.get(7)).getPriority()).isEqualTo(5);
        } finally {
            execute(
                    "drop trigger refuse_poison on ledger.tasks; drop function ledger.refuse_poison()");
        }
    }
}
