package dev.minion.ledger.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.minion.contracts.TelemetryKeys;
import dev.minion.contracts.ledger.NewTask;
import dev.minion.contracts.ledger.ReportAttemptsRequest;
import dev.minion.contracts.ledger.Statistics;
import dev.minion.contracts.tasks.TaskStatus;
import dev.minion.ledger.Counting;
import dev.minion.ledger.LedgerTest;
import dev.minion.ledger.Servers;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(Servers.class)
class CountsTest extends LedgerTest {

    private static final Pattern BUFFERS = Pattern.compile("shared hit=(\\d+)(?: read=(\\d+))?");

    @Inject CountCheck check;
    @Inject Compaction compaction;
    @Inject CountReader counts;
    @Inject OldestOpen oldest;
    @Inject MeterRegistry meters;
    @Inject Pool pool;

    /** Other tests change tasks by hand. */
    @BeforeEach
    void nothingHasDrifted() {
        now(check.now());
    }

    @Test
    void whatIsAnsweredIsWhatCountingFinds() {
        NewTask.Builder done = task("done");
        NewTask.Builder waiting = task("waiting").addDependencies(text(done));
        NewTask.Builder later = task("later").setRunAfterUs(Long.MAX_VALUE / 4).setType("other");
        create(done);
        create(waiting, later, task("ready"));
        Statistics before = read();
        complete(done);

        Statistics after = read();

        assertThat(before.getByStatusMap())
                .isEqualTo(Map.of("ready", 2L, "blocked", 1L, "scheduled", 1L));
        assertThat(after.getByStatusMap())
                .isEqualTo(Map.of("ready", 2L, "completed", 1L, "scheduled", 1L));
        assertThat(after.getByTypeMap()).isEqualTo(Map.of("demo.echo", 3L, "other", 1L));
    }

    @Test
    void deltasAreAddedUpAndTheAnswerStaysTheSame() throws Exception {
        create(task("one"), task("two"));
        Statistics before = read();

        await().atMost(SOON)
                .untilAsserted(
                        () -> {
                            now(compaction.step());
                            assertThat(deltas()).isEqualTo("0");
                        });

        assertThat(read()).isEqualTo(before);
        assertThat(
                        query(
                                "select tasks from ledger.task_counts where status = 4"
                                        + " and namespace = '%s'".formatted(namespace)))
                .isEqualTo("2");
    }

    @Test
    void aDriftIsFoundCorrectedAndTold() throws Exception {
        NewTask.Builder lost = task("lost").setType("lost");
        create(lost, task("kept"));
        execute("delete from ledger.tasks where id = '%s'".formatted(text(lost)));
        execute("insert into ledger.task_counts values (5, 8, '%s', 'never')".formatted(namespace));
        double toldBefore = told();

        CountCheck.Drift drift = now(check.now());

        assertThat(drift).isEqualTo(new CountCheck.Drift(2, 6));
        assertThat(told() - toldBefore).isEqualTo(6);
        assertThat(read().getByTypeMap()).isEqualTo(Map.of("demo.echo", 1L));
        assertThat(wrong()).isEmpty();
        assertThat(query("select drift from ledger.task_count_checks")).isEqualTo("6");
        assertThat(now(check.now())).isEqualTo(new CountCheck.Drift(0, 0));
    }

    @Test
    void twoChecksAtOnceCorrectOnce() throws Exception {
        for (int round = 0; round < 10; round++) {
            execute(
                    "insert into ledger.task_count_deltas values (3, null, 8, '%s', 'x')"
                            .formatted(namespace));

            Future<?> one = check.now();
            Future<?> other = check.now();

            await().atMost(SOON).until(() -> one.isComplete() && other.isComplete());
            assertThat(one.succeeded() || other.succeeded()).isTrue();
            assertThat(wrong()).isEmpty();
        }
    }

    @Test
    void noDriftIsSeenWhileWorkGoesOn() throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        try (ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int writer = 0; writer < 3; writer++) {
                writers.execute(
                        () -> {
                            while (!over.get()) {
                                work();
                            }
                        });
            }
            try {
                for (int i = 0; i < 20; i++) {
                    assertThat(now(check.now())).isEqualTo(new CountCheck.Drift(0, 0));
                }
            } finally {
                over.set(true);
            }
        }
        assertThat(wrong()).isEmpty();
        assertThat(read().getByStatusOrThrow("completed")).isPositive();
    }

    @Test
    void aCheckIsMadeOnceAPeriodOverAllReplicas() throws Exception {
        assertThat(now(check.due())).isEmpty();
        execute(
                "update ledger.task_count_checks set started_at = now() - interval '25 hours',"
                        + " checked_at = now() - interval '25 hours'");

        assertThat(now(check.due())).contains(new CountCheck.Drift(0, 0));
        assertThat(now(check.due())).isEmpty();
    }

    @Test
    void whatTakesLongIsCountedLessOften() throws Exception {
        execute(
                "update ledger.task_count_checks set started_at = now() - interval '25 hours',"
                        + " checked_at = now() - interval '23 hours'");
        assertThat(now(check.due())).isEmpty();
        execute("update ledger.task_count_checks set checked_at = now() - interval '24 hours'");
        assertThat(now(check.due())).contains(new CountCheck.Drift(0, 0));
    }

    @Test
    void ofTypesWithoutNumberThoseWithMostTasksAreTold() throws Exception {
        execute(
                "insert into ledger.task_counts select 1 + i %% 100, 7, '%s', 'type-' || i from"
                                .formatted(namespace)
                        + " generate_series(0, 1199) i");

        Statistics statistics = read();

        assertThat(statistics.getByTypeCount()).isEqualTo(1_000);
        assertThat(statistics.getByTypeMap())
                .containsEntry("type-99", 100L)
                .doesNotContainKey("type-0");
        assertThat(statistics.getByStatusMap()).isEqualTo(Map.of("completed", 12L * 5_050));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ready", "running", "scheduled"})
    void theOldestIsFoundWhereverItIs(String where) throws Exception {
        NewTask.Builder first = task("first");
        if (where.equals("scheduled")) {
            first.setRunAfterUs(Long.MAX_VALUE / 4);
        }
        create(first.setPriority(1));
        create(task("second").setPriority(9), task("later").setRunAfterUs(Long.MAX_VALUE / 4));
        create(task("blocked").addDependencies(text(first)));
        if (where.equals("running")) {
            execute("update ledger.tasks set status = 6 where id = '%s'".formatted(text(first)));
            now(check.now());
        }

        long found = now(oldest.find(namespace, read().toBuilder()));

        assertThat(found).isEqualTo(get(first).getCreatedAtUs());
        assertThat(now(oldest.find("", everywhere()))).isPositive().isLessThanOrEqualTo(found);
        assertThat(now(oldest.find("nothing here", Statistics.newBuilder()))).isZero();
    }

    @Test
    void statisticsCostTheSameHoweverManyTasksThereAre() throws Exception {
        execute(
                """
                insert into ledger.tasks (id, created_at, epoch, attempt, partition, priority,
                  status, namespace, type, name, input)
                select uuidv7(), now(), 1, 1, i %% 6, 1 + i %% 10,
                  case when i %% 4 = 0 then 4 when i %% 4 = 1 then 2 else 7 end,
                  '%s', 'filling-' || i %% 5, 'n', '\\x00' from generate_series(1, 40000) i
                """
                        .formatted(namespace));
        now(check.now());
        now(compaction.step());
        execute("vacuum analyze ledger.task_counts, ledger.task_count_deltas, ledger.tasks");

        // Each range has indexes of its own to look at, for each of the hundreds of queues that all
        // tests have left; to pass over the tasks takes 80,000 pages.
        for (String sql : List.of(OldestOpen.OF_ALL, OldestOpen.OF_ONE)) {
            assertThat(buffers(sql)).as(sql).isLessThan(12_000);
        }
        for (String sql : List.of(CountReader.OF_ALL, CountReader.OF_ONE)) {
            assertThat(buffers(sql)).as(sql).isLessThan(500);
        }
        execute("delete from ledger.tasks where namespace = '%s'".formatted(namespace));
        now(check.now());
    }

    /** Pages that a statement looks at. */
    private int buffers(String sql) {
        String bound =
                sql.replace("$1", "true")
                        .replace("$2", "true")
                        .replace("$3", "true")
                        .replace("$4", "'" + namespace + "'")
                        .replace("namespace = true", "namespace = '" + namespace + "'");
        List<String> plan = new ArrayList<>();
        now(pool.query("explain (analyze, buffers) " + bound).execute())
                .forEach(row -> plan.add(row.getString(0)));
        String text = String.join("\n", plan);
        assertThat(text).doesNotContain("Seq Scan on tasks");
        Matcher first = BUFFERS.matcher(text);
        assertThat(first.find()).as(text).isTrue();
        String read = first.group(2);
        return Integer.parseInt(first.group(1)) + (read == null ? 0 : Integer.parseInt(read));
    }

    private void work() {
        NewTask.Builder[] tasks =
                IntStream.range(0, 20).mapToObj(i -> task("n" + i)).toArray(NewTask.Builder[]::new);
        create(tasks);
        for (int i = 0; i < 15; i++) {
            complete(tasks[i]);
        }
    }

    private void complete(NewTask.Builder task) {
        var _ =
                now(
                        reported(
                                ReportAttemptsRequest.newBuilder()
                                        .addEvents(completed(task, 1, "1"))
                                        .build()));
    }

    private Statistics read() {
        return now(counts.read(namespace)).build();
    }

    private static Statistics.Builder everywhere() {
        Statistics.Builder all = Statistics.newBuilder();
        for (TaskStatus status : TaskStatus.values()) {
            all.putByStatus(CountReader.name(status), 1);
        }
        return all;
    }

    private double told() {
        return meters.counter(TelemetryKeys.COUNT_DRIFT).count();
    }

    private String wrong() throws Exception {
        return query(Counting.WRONG.formatted(namespace));
    }

    private String deltas() throws Exception {
        return query(
                "select count(*) from ledger.task_count_deltas where namespace = '%s'"
                        .formatted(namespace));
    }

    private static <T> T now(Future<T> work) {
        CompletableFuture<T> done = work.toCompletionStage().toCompletableFuture();
        assertThat(done).succeedsWithin(SOON);
        return done.resultNow();
    }
}
