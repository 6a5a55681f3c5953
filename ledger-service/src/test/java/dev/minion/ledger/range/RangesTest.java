package dev.minion.ledger.range;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minion.contracts.Ids;
import dev.minion.contracts.ledger.NewTask;
import dev.minion.contracts.tasks.TaskStatus;
import dev.minion.ledger.Counting;
import dev.minion.ledger.LedgerTest;
import dev.minion.ledger.Servers;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.sqlclient.Pool;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Servers.class)
class RangesTest extends LedgerTest {

    private static final Duration DAY = Duration.ofDays(1);

    @Inject Pool pool;
    @Inject Ranges service;

    private record Daily() implements RangeConfig {

        @Override
        public Optional<Duration> interval() {
            return Optional.of(DAY);
        }

        @Override
        public boolean autoPurge() {
            return false;
        }

        @Override
        public Duration retainDuration() {
            return Duration.ofDays(7);
        }

        @Override
        public Duration lookEvery() {
            return Duration.ofMinutes(1);
        }
    }

    @BeforeEach
    void nothingIn2031() throws SQLException {
        execute("delete from ledger.tasks where id >= ledger.first_id('2031-01-01')");
        execute(
                "select ledger.drop_task_range(range) from ledger.task_ranges where range like"
                        + " '2031%'");
    }

    private Ranges rangesAt(String time) {
        Instant now = Instant.parse(time);
        return new Ranges(pool, new Daily(), () -> now);
    }

    private static void step(Ranges ranges) {
        assertThat(ended(ranges.step())).succeedsWithin(SOON);
    }

    private static CompletableFuture<Void> ended(io.vertx.core.Future<Void> step) {
        return step.toCompletionStage().toCompletableFuture();
    }

    private NewTask.Builder taskAt(String time, String name) {
        Instant created = Instant.parse(time);
        Ids then = new Ids(() -> created, () -> ThreadLocalRandom.current().nextLong());
        return task(name).setId(Ids.toBytes(then.next()));
    }

    private String rangeOf(NewTask.Builder task) throws SQLException {
        return query("select tableoid::regclass from ledger.tasks where id = '" + text(task) + "'");
    }

    private boolean isThere(NewTask.Builder task) throws SQLException {
        return query("select count(*) from ledger.tasks where id = '" + text(task) + "'")
                .equals("1");
    }

    private String names(String like) throws SQLException {
        return query(
                "select coalesce(string_agg(range, ' ' order by range), '') from ledger.task_ranges"
                        + " where range like '"
                        + like
                        + "'");
    }

    @Test
    void theServiceHasRangesForNowAndAhead() throws Exception {
        step(service);

        assertThat(
                        query(
                                "select max(ledger.id_time(last)) > now() + interval '30 days' from"
                                        + " ledger.task_ranges where range not like '2031%'"))
                .isEqualTo("t");
    }

    /** Those who plan a statement while rows move must not miss them. */
    @Test
    void nobodyMissesATaskWhileItMoves() throws Exception {
        NewTask.Builder[] tasks = new NewTask.Builder[20];
        for (int day = 0; day < tasks.length; day++) {
            tasks[day] = taskAt("2031-04-%02dT06:00:00Z".formatted(1 + day), "moves on day " + day);
        }
        create(tasks);
        AtomicBoolean moved = new AtomicBoolean();
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            Callable<Integer> reader =
                    () -> {
                        int missed = 0;
                        while (!moved.get()) {
                            for (NewTask.Builder task : tasks) {
                                // Each a statement of its own, so that it is planned anew.
                                if (!isThere(task)) {
                                    missed++;
                                }
                            }
                        }
                        return missed;
                    };
            Future<Integer> first = threads.submit(reader);
            Future<Integer> second = threads.submit(reader);
            for (int day = 1; day <= tasks.length; day++) {
                step(rangesAt("2031-04-%02dT12:00:00Z".formatted(day)));
            }
            moved.set(true);

            assertThat(first.get() + second.get()).isZero();
        }
        assertThat(rangeOf(tasks[19])).isEqualTo("ledger.tasks_20310420t0000");
    }

    @Test
    void rangesAreMadeAheadOnceThoughTwoReplicasDo() throws Exception {
        Ranges one = rangesAt("2031-01-10T12:00:00Z");
        Ranges other = rangesAt("2031-01-10T12:00:00Z");

        CompletableFuture<Void> first = ended(one.step());
        CompletableFuture<Void> second = ended(other.step());
        assertThat(first).succeedsWithin(SOON);
        assertThat(second).succeedsWithin(SOON);
        step(one);

        assertThat(names("203101%")).isEqualTo("20310110t0000 20310111t0000 20310112t0000");
    }

    @Test
    void whatCameBeforeItsRangeWasMadeMovesThere() throws Exception {
        NewTask.Builder early = taskAt("2031-02-10T06:00:00Z", "early");
        NewTask.Builder later = taskAt("2031-02-20T06:00:00Z", "later");
        create(early, later);
        execute(
                "insert into ledger.task_progress (task_id, attempt, percent) values ('%s', 1, 10)"
                        .formatted(text(early)));
        assertThat(rangeOf(early)).isEqualTo("ledger.tasks_other");

        step(rangesAt("2031-02-10T12:00:00Z"));

        assertThat(rangeOf(early)).isEqualTo("ledger.tasks_20310210t0000");
        assertThat(rangeOf(later)).isEqualTo("ledger.tasks_other");
        assertThat(
                        query(
                                "select count(*) from ledger.task_progress_20310210t0000 where task_id"
                                        + " = '%s'".formatted(text(early))))
                .isEqualTo("1");
        assertThat(query(Counting.WRONG.formatted(namespace))).isEmpty();
        report(completed(early, 1, "\"x\""));
        awaitStatus(early, TaskStatus.COMPLETED);
    }

    @Test
    void aRangeThatIsPastGoesWhenItIsEmptyAndOnlyThen() throws Exception {
        step(rangesAt("2031-03-10T12:00:00Z"));
        NewTask.Builder kept = taskAt("2031-03-11T06:00:00Z", "kept");
        create(kept);

        step(rangesAt("2031-03-12T12:00:00Z"));
        assertThat(names("203103%")).startsWith("20310311t0000 20310312t0000");
        assertThat(query("select to_regclass('ledger.task_history_20310310t0000')"))
                .isEqualTo("null");

        execute("delete from ledger.tasks where id = '" + text(kept) + "'");
        step(rangesAt("2031-03-13T12:00:00Z"));
        assertThat(names("20310311%")).isEmpty();
    }

    @Test
    void recordsGoWithTheirTaskHoweverItIsDeleted() throws Exception {
        NewTask.Builder task = task("with records");
        create(task);
        execute(
                "insert into ledger.task_progress (task_id, attempt, percent) values ('%1$s', 1, 10);"
                        .formatted(text(task)));
        execute(
                "insert into ledger.task_history (task_id, attempt, was, status) values ('%s', 1, 4, 5)"
                        .formatted(text(task)));

        execute("delete from ledger.tasks where id = '" + text(task) + "'");

        assertThat(
                        query(
                                """
                                select (select count(*) from ledger.task_progress where task_id = '%1$s')
                                  + (select count(*) from ledger.task_history where task_id = '%1$s')
                                """
                                        .formatted(text(task))))
                .isEqualTo("0");
    }
}
