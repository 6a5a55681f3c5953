package dev.minion.ledger.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.minion.contracts.TaskVersion;
import dev.minion.contracts.TelemetryKeys;
import dev.minion.contracts.ledger.GetTasksRequest;
import dev.minion.contracts.ledger.GetTasksResponse;
import dev.minion.contracts.ledger.NewTask;
import dev.minion.contracts.ledger.PatchTaskRequest;
import dev.minion.contracts.tasks.Task;
import dev.minion.ledger.Servers;
import dev.minion.ledger.cache.Replica;
import dev.minion.ledger.task.ReplicaReads;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vertx.sqlclient.Pool;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Two replicas over one database and one log: this ledger, by which all is written, and one more
 * that hears of it through the topics. Their times to live are long, so that no state is forgotten
 * by itself.
 */
@QuarkusTest
@TestProfile(Hybrid.class)
@QuarkusTestResource(Servers.class)
class TwoReplicasTest extends LedgerUser {

    private static final Logger LOG = Logger.getLogger(TwoReplicasTest.class);
    private static final Duration LONG = Duration.ofMinutes(10);

    /** Odd, so that each is read here and there in turn. */
    private static final int TASKS = 7;

    private static final int CHANGES = 200;
    private static final int READERS = 2;

    @Inject Pool pool;

    private Replica replica;
    private ReplicaReads other;

    @BeforeEach
    void begin() {
        replica = new Replica(messaging, LONG);
        other = new ReplicaReads(pool, replica.cache());
        NewTask.Builder task = task("warm");
        create(task);
        await().atMost(SOON)
                .untilAsserted(
                        () -> {
                            there(task, TaskVersion.ANY);
                            assertThat(replica.counted(TelemetryKeys.CACHE_HITS)).isPositive();
                        });
    }

    @AfterEach
    void end() {
        replica.close();
    }

    private GetTasksRequest request(NewTask.Builder task, long notOlderThan) {
        return GetTasksRequest.newBuilder()
                .setNamespace(namespace)
                .addIds(task.getId())
                .addNotOlderThan(notOlderThan)
                .build();
    }

    private List<Task> here(NewTask.Builder task, long notOlderThan) {
        return now(ledger.getTasks(request(task, notOlderThan))).getTasksList();
    }

    private List<Task> there(NewTask.Builder task, long notOlderThan) {
        var answer =
                other.get(request(task, notOlderThan)).toCompletionStage().toCompletableFuture();
        assertThat(answer).succeedsWithin(SOON);
        GetTasksResponse found = answer.resultNow();
        return found.getTasksList();
    }

    private void describe(NewTask.Builder task, String text) {
        assertThat(patch(task, PatchTaskRequest.newBuilder().setDescription(text)).hasTask())
                .isTrue();
    }

    @Test
    void aReaderThatAlternatesBetweenReplicasNeverSeesATaskGoBack() throws Exception {
        List<NewTask.Builder> tasks = new ArrayList<>();
        for (int i = 0; i < TASKS; i++) {
            tasks.add(task("task " + i));
        }
        create(tasks.toArray(NewTask.Builder[]::new));
        AtomicBoolean written = new AtomicBoolean();
        Callable<Long> reader =
                () -> {
                    long[] seen = new long[TASKS];
                    long reads = 0;
                    while (!written.get()) {
                        for (int i = 0; i < TASKS; i++) {
                            NewTask.Builder task = tasks.get(i);
                            List<Task> found =
                                    reads++ % 2 == 0 ? here(task, seen[i]) : there(task, seen[i]);
                            assertThat(found.getFirst().getVersion())
                                    .isGreaterThanOrEqualTo(seen[i]);
                            seen[i] = found.getFirst().getVersion();
                        }
                    }
                    return reads;
                };
        long reads = 0;
        try (ExecutorService threads = Executors.newFixedThreadPool(READERS)) {
            List<Future<Long>> readers = new ArrayList<>();
            for (int i = 0; i < READERS; i++) {
                readers.add(threads.submit(reader));
            }
            try {
                for (int change = 0; change < CHANGES; change++) {
                    describe(tasks.get(change % TASKS), "change " + change);
                    assertThat(progress(tasks.get((change + 3) % TASKS), change % 100)).isEmpty();
                }
            } finally {
                written.set(true);
            }
            for (Future<Long> each : readers) {
                reads += each.get(60, TimeUnit.SECONDS);
            }
        }
        LOG.infof(
                "two replicas: reads=%d hits there=%.0f misses=%.0f stale reads avoided=%.0f",
                reads,
                replica.counted(TelemetryKeys.CACHE_HITS),
                replica.counted(TelemetryKeys.CACHE_MISSES),
                replica.counted(TelemetryKeys.CACHE_STALE));
        assertThat(reads).isGreaterThan(CHANGES);
        assertThat(replica.counted(TelemetryKeys.CACHE_HITS)).isPositive();
    }

    @Test
    void eachKindOfChangeReachesTheOtherReplica() {
        NewTask.Builder first = task("first").setRef("first");
        NewTask.Builder second = task("second").setRef("second");
        NewTask.Builder last = task("last").addDependencies("first").addDependencies("second");
        create(first, second, last);

        describe(known(first, last), "patched");
        awaitThere(first);
        assertThat(progress(first, 10)).isEmpty();
        awaitThere(first);
        complete(known(first, last), FIRST, "1");
        awaitThere(first);
        awaitThere(last);
        fail(known(second, last), false);
        awaitThere(second);
        awaitThere(last);
        retry(second);
        awaitThere(second);
        cancel(known(second, last));
        awaitThere(second);
        assertThat(delete(last)).isEmpty();
        assertThat(here(last, TaskVersion.ANY)).isEmpty();
        await().atMost(SOON).until(() -> there(last, TaskVersion.ANY).isEmpty());
    }

    /** Has the other replica keep them. */
    private NewTask.Builder known(NewTask.Builder task, NewTask.Builder another) {
        there(task, TaskVersion.ANY);
        there(another, TaskVersion.ANY);
        return task;
    }

    private void awaitThere(NewTask.Builder task) {
        List<Task> now = here(task, TaskVersion.NEWEST);
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(there(task, TaskVersion.ANY)).isEqualTo(now));
    }
}
