package dev.minion.ledger.retention;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.minion.contracts.Ids;
import dev.minion.contracts.Micros;
import dev.minion.contracts.ledger.CancelTaskRequest;
import dev.minion.contracts.ledger.DeleteTaskRequest;
import dev.minion.contracts.ledger.NewTask;
import dev.minion.contracts.ledger.PurgeKind;
import dev.minion.contracts.ledger.Release;
import dev.minion.contracts.ledger.ReleaseReason;
import dev.minion.contracts.ledger.ReleaseTasksRequest;
import dev.minion.contracts.ledger.ReportAttemptsRequest;
import dev.minion.contracts.ledger.RestoreRequest;
import dev.minion.contracts.ledger.RetryTaskRequest;
import dev.minion.contracts.records.Started;
import dev.minion.contracts.records.TaskEvent;
import dev.minion.contracts.tasks.Fence;
import dev.minion.contracts.tasks.RetryPolicy;
import dev.minion.ledger.Counting;
import dev.minion.ledger.Servers;
import dev.minion.ledger.payload.PayloadStore;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is done to tasks, by many at once: in the end the counts are what counting finds. */
@QuarkusTest
@QuarkusTestResource(Servers.class)
class CountedStormTest extends RetentionTest {

    @Inject PayloadStore store;

    private static final int USERS = 4;
    private static final int STEPS = 120;
    private static final int PASSES = 6;

    private long purged;
    private long restored;

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void countsSurviveAStorm(long seed) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> users = new ArrayList<>();
            for (int user = 0; user < USERS; user++) {
                Random random = new Random(seed * 100 + user);
                users.add(threads.submit(() -> use(random)));
            }
            for (int pass = 0; pass < PASSES; pass++) {
                purgeAndRestore();
            }
            for (Future<?> user : users) {
                user.get();
            }
        }
        purgeAndRestore();

        assertThat(query(Counting.WRONG.formatted(namespace))).isEmpty();
        assertThat(purged).isPositive();
        assertThat(restored).isPositive();
        assertThat(
                        Integer.parseInt(
                                query(
                                        "select count(distinct status) from ledger.tasks where"
                                                + " namespace = '%s'".formatted(namespace))))
                .isGreaterThanOrEqualTo(6);
    }

    /** What ended goes, and half of it comes back. */
    private void purgeAndRestore() throws Exception {
        execute(
                """
                update ledger.tasks set completed_at = now() - interval '90 days'
                where status >= 7 and namespace = '%s'
                """
                        .formatted(namespace));
        purged +=
                purged(PurgeKind.PURGE_TASKS, false).getCountsList().stream()
                        .mapToLong(count -> count.getTasks())
                        .sum();
        List<ArchiveName> files = files();
        if (!files.isEmpty()) {
            restored += restore(files.getFirst());
        }
    }

    private long restore(ArchiveName file) {
        long fromUs = Ids.millisOf(file.first()) * 1_000;
        Restores restores = new Restores(archive(), store, transactions, clock);
        return now(restores.restore(
                        RestoreRequest.newBuilder()
                                .setCreatedAfterUs(fromUs)
                                .setCreatedBeforeUs(
                                        Micros.of(clock.instant().minus(Duration.ofDays(1))))
                                .build()))
                .getRestored();
    }

    private void use(Random random) {
        List<NewTask.Builder> known = new ArrayList<>();
        for (int step = 0; step < STEPS; step++) {
            if (known.isEmpty() || random.nextInt(4) == 0) {
                known.addAll(submit(random, known));
            } else {
                change(random, known.get(random.nextInt(known.size())));
            }
        }
    }

    private List<NewTask.Builder> submit(Random random, List<NewTask.Builder> known) {
        NewTask.Builder[] tasks =
                IntStream.range(0, 1 + random.nextInt(20))
                        .mapToObj(i -> some(random, known))
                        .toArray(NewTask.Builder[]::new);
        create(tasks);
        if (random.nextInt(5) == 0) {
            create(tasks);
        }
        return List.of(tasks);
    }

    private NewTask.Builder some(Random random, List<NewTask.Builder> known) {
        NewTask.Builder task =
                oldTask("some")
                        .setType("type-" + random.nextInt(4))
                        .setRetry(
                                RetryPolicy.newBuilder()
                                        .setMaxAttempts(2)
                                        .setInitialDelayMs(60_000));
        if (random.nextInt(8) == 0) {
            task.setRunAfterUs(Micros.of(clock.instant().plusSeconds(3_600)));
        } else if (!known.isEmpty() && random.nextInt(3) == 0) {
            task.addDependencies(text(known.get(random.nextInt(known.size()))));
        }
        return task;
    }

    private void change(Random random, NewTask.Builder task) {
        int attempt = 1 + random.nextInt(2);
        ByteString id = task.getId();
        var _ =
                switch (random.nextInt(8)) {
                    case 0, 1 -> done(tell(completed(task, attempt, "1")));
                    case 2 -> done(tell(failed(task, attempt, "no", random.nextBoolean())));
                    case 3 ->
                            done(
                                    tell(
                                            event(id, attempt)
                                                    .setStarted(Started.getDefaultInstance())
                                                    .build()));
                    case 4 ->
                            done(
                                    ledger.cancelTask(
                                            CancelTaskRequest.newBuilder()
                                                    .setNamespace(namespace)
                                                    .setId(id)
                                                    .build()));
                    case 5 ->
                            done(
                                    ledger.retryTask(
                                            RetryTaskRequest.newBuilder()
                                                    .setNamespace(namespace)
                                                    .setId(id)
                                                    .build()));
                    case 6 ->
                            done(
                                    ledger.deleteTask(
                                            DeleteTaskRequest.newBuilder()
                                                    .setNamespace(namespace)
                                                    .setId(id)
                                                    .build()));
                    default -> done(ledger.releaseTasks(release(id, attempt)));
                };
    }

    private Uni<?> tell(TaskEvent event) {
        return reported(ReportAttemptsRequest.newBuilder().addEvents(event).build());
    }

    private static ReleaseTasksRequest release(ByteString id, int attempt) {
        return ReleaseTasksRequest.newBuilder()
                .addReleases(
                        Release.newBuilder()
                                .setTaskId(id)
                                .setFence(Fence.newBuilder().setEpoch(1).setAttempt(attempt))
                                .setReason(ReleaseReason.WORKER_LOST)
                                .setStarted(true))
                .build();
    }

    private static boolean done(Uni<?> call) {
        return now(call) != null;
    }
}
