package dev.minion.ledger.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import dev.minion.contracts.Ids;
import dev.minion.contracts.ledger.NewTask;
import dev.minion.contracts.ledger.Purge;
import dev.minion.contracts.ledger.PurgeCount;
import dev.minion.contracts.ledger.PurgeKind;
import dev.minion.contracts.ledger.StartPurgeRequest;
import dev.minion.ledger.Servers;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Future;
import java.io.IOException;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(Servers.class)
class PurgeTest extends RetentionTest {

    private static final PurgeKind TASKS = PurgeKind.PURGE_TASKS;
    private static final PurgeKind PROGRESS = PurgeKind.PURGE_PROGRESS;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    completed long ago     | status = 7, completed_at = now() - interval '31 days' | true
                    failed long ago        | status = 8, completed_at = now() - interval '31 days' | true
                    cancelled long ago     | status = 9, completed_at = now() - interval '31 days' | true
                    timed out long ago     | status = 10, completed_at = now() - interval '31 days' | true
                    dead long ago          | status = 11, completed_at = now() - interval '31 days' | true
                    ended, no time of it   | status = 9, updated_at = now() - interval '31 days' | true
                    ended just now         | status = 9, updated_at = now() | false
                    completed lately       | status = 7, completed_at = now() - interval '29 days' | false
                    scheduled              | status = 2, due_at = now() + interval '1 day', updated_at = now() - interval '31 days' | false
                    ready                  | status = 4, updated_at = now() - interval '31 days' | false
                    running                | status = 6, updated_at = now() - interval '31 days' | false
                    """)
    void onlyWhatEndedBeforeTheTimeGoes(String name, String state, boolean goes) throws Exception {
        NewTask.Builder task = oldTask(name);
        create(task);
        set(task, state);

        Purge purge = purged(TASKS, false);

        assertThat(exists(task)).isNotEqualTo(goes);
        assertThat(purge.getFinished()).isTrue();
        assertThat(purge.getPercent()).isEqualTo(100);
        assertThat(purge.getCountsCount()).isEqualTo(goes ? 1 : 0);
    }

    @ParameterizedTest
    @CsvSource({
        "'status = 2, due_at = now() + interval ''1 day''', false",
        "'status = 3', false",
        "'status = 4', false",
        "'status = 5', false",
        "'status = 6', false",
        "'status = 7, completed_at = now()', true",
        "'status = 8, completed_at = now()', true"
    })
    void aDependencyOrParentOfAnOpenTaskStays(String state, boolean goes) throws Exception {
        NewTask.Builder dependency = oldTask("dependency");
        NewTask.Builder parent = oldTask("parent");
        NewTask.Builder blocker = oldTask("open dependency");
        NewTask.Builder needing =
                task("needing")
                        .setParentId(parent.getId())
                        .addDependencies(text(dependency))
                        .addDependencies(text(blocker));
        create(dependency, parent, blocker);
        create(needing);
        set(blocker, "status = 6");
        set(needing, state);
        end(dependency, 7, 90);
        end(parent, 7, 90);
        execute(
                "update ledger.task_dependencies set settled = true where depends_on = '%s'"
                        .formatted(text(dependency)));

        Purge purge = purged(TASKS, false);

        assertThat(exists(dependency)).isNotEqualTo(goes);
        assertThat(exists(parent)).isNotEqualTo(goes);
        assertThat(exists(blocker)).isTrue();
        assertThat(purge.getHeld()).isEqualTo(goes ? 0 : 2);
    }

    @Test
    void whatBelongsToATaskGoesWithItButAKeyThatHolds() throws Exception {
        NewTask.Builder first =
                oldTask("first").setIdempotencyKey("expired").setPayloadHash(hash());
        NewTask.Builder second =
                oldTask("second")
                        .setIdempotencyKey("held")
                        .setPayloadHash(hash())
                        .addDependencies(text(first));
        create(first);
        createEnded(second);
        end(first, 7, 90);
        progress(second, 10, 1);
        execute(
                "update ledger.task_keys set expires_at = now() - interval '1 day' where task_id = '%s'"
                        .formatted(text(first)));

        Purge purge = purged(TASKS, false);

        assertThat(exists(first)).isFalse();
        assertThat(exists(second)).isFalse();
        assertThat(purge.getCounts(0).getTasks()).isEqualTo(2);
        assertThat(purge.getCounts(0).getProgress()).isEqualTo(1);
        assertThat(rows("task_progress", "task_id", second)).isEqualTo("0");
        assertThat(rows("task_dependencies", "task_id", second)).isEqualTo("0");
        assertThat(rows("task_keys", "task_id", first)).isEqualTo("0");
        assertThat(rows("task_keys", "task_id", second)).isEqualTo("1");
    }

    @Test
    void progressCanGoByItselfAndOnlyOfTasksThatHaveEnded() throws Exception {
        NewTask.Builder ended = oldTask("ended");
        NewTask.Builder lately = oldTask("ended lately");
        NewTask.Builder running = oldTask("running");
        createEnded(ended);
        create(lately, running);
        end(lately, 8, 1);
        set(running, "status = 6");
        for (NewTask.Builder task : List.of(ended, lately, running)) {
            progress(task, 10, 60);
            progress(task, 20, 5);
        }

        Purge purge = purged(PROGRESS, false);

        assertThat(exists(ended)).isTrue();
        assertThat(rows("task_progress", "task_id", ended)).isEqualTo("1");
        assertThat(rows("task_progress", "task_id", lately)).isEqualTo("1");
        assertThat(rows("task_progress", "task_id", running)).isEqualTo("2");
        assertThat(purge.getCountsList().stream().mapToLong(PurgeCount::getProgress).sum())
                .isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aDryRunChangesNothingAndCountsWhatAPurgeWouldRemove(boolean progressAlone)
            throws Exception {
        NewTask.Builder echo = oldTask("echo");
        NewTask.Builder sleep = oldTask("sleep").setType("demo.sleep");
        NewTask.Builder needed = oldTask("needed");
        createEnded(echo, sleep, oldTask("another"), needed);
        create(task("open").addDependencies(text(needed)));
        progress(echo, 50, 60);
        progress(sleep, 50, 60);
        String before = everything(echo);
        PurgeKind kind = progressAlone ? PROGRESS : TASKS;

        Purge dry = purged(kind, true);

        assertThat(everything(echo)).isEqualTo(before);
        assertThat(exists(sleep)).isTrue();
        assertThat(files()).isEmpty();
        assertThat(dry.getFinished()).isTrue();
        Purge real = purged(kind, false);
        assertThat(dry.getCountsList()).isNotEmpty().isEqualTo(real.getCountsList());
        assertThat(dry.getHeld()).isEqualTo(real.getHeld()).isEqualTo(progressAlone ? 0 : 1);
    }

    @Test
    void aPurgeGoesPageByPageWithinItsBytesAndTellsHowFarItIs() throws Exception {
        NewTask.Builder[] tasks = new NewTask.Builder[9];
        for (int i = 0; i < tasks.length; i++) {
            tasks[i] =
                    oldTask("large " + i)
                            .setInput(ByteString.copyFromUtf8('"' + "x".repeat(4_000) + '"'));
        }
        createEnded(tasks);
        Settings small = new Settings(false, Duration.ofHours(1), MONTH, 4, 9_000);
        Purger purger = purger(archive(), small, clock);
        ByteString id = start(TASKS, false);

        assertThat(now(purger.step())).isTrue();
        Purge begun = purge(id);
        int steps = 1 + toTheEnd(purger);

        assertThat(begun.getFinished()).isFalse();
        assertThat(begun.getScanned()).isEqualTo(2);
        assertThat(steps).isGreaterThanOrEqualTo(5);
        assertThat(purge(id).getScanned()).isEqualTo(9);
        assertThat(purge(id).getCounts(0).getTasks()).isEqualTo(9);
        assertThat(purge(id).getCounts(0).getBytes()).isBetween(36_000L, 45_000L);
        assertThat(files()).hasSize(5);
    }

    @Test
    void aTaskThatAnotherHoldsStaysThisTime() throws Exception {
        NewTask.Builder task = oldTask("held by a submission");
        createEnded(task);
        try (Connection other = database.getConnection();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute(
                    "select 1 from ledger.tasks where id = '%s' for no key update"
                            .formatted(text(task)));

            Purge purge = purged(TASKS, false);

            assertThat(purge.getFinished()).isTrue();
            assertThat(purge.getHeld()).isEqualTo(1);
            other.rollback();
        }
        assertThat(exists(task)).isTrue();
        assertThat(purged(TASKS, false).getCountsCount()).isEqualTo(1);
        assertThat(exists(task)).isFalse();
    }

    @Test
    void aPurgeStoppedBetweenArchiveAndRemovalGoesOnWhereItWas() throws Exception {
        NewTask.Builder task = oldTask("stopped");
        createEnded(task);
        String before = everything(task);
        ByteString id = start(TASKS, false);
        DirectoryArchive real = new DirectoryArchive(directory);
        Archive dying =
                archive(
                        new ArchiveOver(real) {
                            @Override
                            public void put(ArchiveName name, byte[] content) throws IOException {
                                real.put(name, content);
                                throw new IOException("killed");
                            }
                        });

        Future<Boolean> stopped = purger(dying).step();
        await().atMost(SOON).until(stopped::isComplete);

        assertThat(stopped.failed()).isTrue();
        assertThat(files()).hasSize(1);
        assertThat(everything(task)).isEqualTo(before);
        await().atMost(SOON).until(() -> purge(id).getError().contains("killed"));
        assertThat(purge(id).getScanned()).isZero();

        toTheEnd(purger(archive()));

        assertThat(exists(task)).isFalse();
        assertThat(files()).hasSize(1);
        assertThat(purge(id).getFinished()).isTrue();
        assertThat(purge(id).getError()).isEmpty();
        assertThat(purge(id).getCounts(0).getTasks()).isEqualTo(1);
    }

    @Test
    void aTaskThatCannotBeWrittenOutIsPassedOver() throws Exception {
        NewTask.Builder[] tasks = new NewTask.Builder[6];
        for (int i = 0; i < tasks.length; i++) {
            tasks[i] = oldTask("t" + i);
        }
        createEnded(tasks);
        NewTask.Builder poison = tasks[2];
        UUID id = Ids.fromBytes(poison.getId());
        DirectoryArchive real = new DirectoryArchive(directory);
        Archive refusing =
                archive(
                        new ArchiveOver(real) {
                            @Override
                            public void put(ArchiveName name, byte[] content) throws IOException {
                                if (name.meets(id, id)) {
                                    throw new IllegalArgumentException("a value that will not do");
                                }
                                real.put(name, content);
                            }
                        });
        ByteString purge = start(TASKS, false);
        Purger purger = purger(refusing);

        await().atMost(SOON)
                .until(
                        () -> {
                            Future<Boolean> step = purger.step();
                            await().atMost(SOON).until(step::isComplete);
                            return purge(purge).getFinished();
                        });

        for (NewTask.Builder task : tasks) {
            assertThat(exists(task)).isEqualTo(task == poison);
        }
        assertThat(purge(purge).getScanned()).isEqualTo(6);
        assertThat(purge(purge).getHeld()).isEqualTo(1);
        assertThat(purge(purge).getCounts(0).getTasks()).isEqualTo(5);
    }

    @Test
    void oneReplicaPurgesAtATime() throws Exception {
        createEnded(oldTask("once"));
        ByteString id = start(TASKS, false);
        CountDownLatch writing = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        DirectoryArchive real = new DirectoryArchive(directory);
        Purger one =
                purger(
                        archive(
                                new ArchiveOver(real) {
                                    @Override
                                    public void put(ArchiveName name, byte[] content)
                                            throws IOException {
                                        writing.countDown();
                                        try {
                                            if (!goOn.await(20, TimeUnit.SECONDS)) {
                                                throw new IOException("not told to go on");
                                            }
                                        } catch (InterruptedException stopped) {
                                            throw new IOException(stopped);
                                        }
                                        real.put(name, content);
                                    }
                                }));
        Purger other = purger(archive());

        Future<Boolean> first = one.step();
        assertThat(writing.await(20, TimeUnit.SECONDS)).isTrue();
        boolean meanwhile = now(other.step());
        goOn.countDown();

        assertThat(meanwhile).isFalse();
        assertThat(now(first)).isTrue();
        assertThat(purge(id).getCounts(0).getTasks()).isEqualTo(1);
        assertThat(now(other.step())).isFalse();
    }

    @Test
    void automaticPurgesBeginOnceAnIntervalOverAllReplicas() throws Exception {
        AtomicReference<Instant> time = new AtomicReference<>(clock.instant());
        Settings automatic = new Settings(true, Duration.ofHours(1), MONTH, 1_000, 1 << 22);
        Purger one = purger(archive(), automatic, time::get);
        Purger other = purger(archive(), automatic, time::get);
        NewTask.Builder first = oldTask("first");
        createEnded(first);

        assertThat(toTheEnd(one)).isEqualTo(1);
        assertThat(exists(first)).isFalse();
        NewTask.Builder second = oldTask("second");
        createEnded(second);
        time.updateAndGet(now -> now.plus(Duration.ofMinutes(59)));
        assertThat(toTheEnd(one) + toTheEnd(other)).isZero();
        assertThat(exists(second)).isTrue();
        time.updateAndGet(now -> now.plus(Duration.ofMinutes(1)));
        assertThat(toTheEnd(other) + toTheEnd(one)).isEqualTo(1);

        assertThat(exists(second)).isFalse();
        assertThat(query("select count(*) from ledger.purges where automatic")).isEqualTo("2");
        assertThat(toTheEnd(purger(archive()))).isZero();
    }

    @ParameterizedTest
    @CsvSource({"PURGE_TASKS, 59999, /older_than", "PURGE_KIND_UNSPECIFIED, 60000, /what"})
    void whatIsTooYoungOrUnknownIsRefused(PurgeKind kind, long olderThanMs, String pointer)
            throws Exception {
        var refused =
                now(
                        purges.start(
                                StartPurgeRequest.newBuilder()
                                        .setId(task("any").getId())
                                        .setKind(kind)
                                        .setOlderThanMs(olderThanMs)
                                        .build()));

        assertThat(refused.getProblem().getErrors(0).getPointer()).isEqualTo(pointer);
        assertThat(query("select count(*) from ledger.purges")).isEqualTo("0");
    }

    private static ByteString hash() {
        return ByteString.copyFrom(new byte[32]);
    }

    private String rows(String table, String column, NewTask.Builder task) throws Exception {
        return query(
                "select count(*) from ledger.%s where %s = '%s'"
                        .formatted(table, column, text(task)));
    }
}
