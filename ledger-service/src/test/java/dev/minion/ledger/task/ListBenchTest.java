package dev.minion.ledger.task;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.minion.contracts.Ids;
import dev.minion.contracts.ledger.ListTasksRequest;
import dev.minion.contracts.ledger.ListTasksResponse;
import dev.minion.ledger.cache.NothingKept;
import dev.minion.ledger.index.ListIndex;
import dev.minion.ledger.index.ListIndexes;
import dev.minion.ledger.index.ValidIndexes;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * The figures of docs/performance.md, over a database that {@code minion generate} has filled:
 * {@code -Dledger.lists=postgresql://minion:minion@127.0.0.1:15432/minion}, with the indexes that
 * it has.
 */
@EnabledIfSystemProperty(named = "ledger.lists", matches = "postgresql://.+")
class ListBenchTest {

    private static final int WARM = 3;
    private static final int RUNS = 100;
    private static final int CURSOR_PAGES = 100;

    /** For one list; what is slow runs less often. */
    private static final Duration MOST = Duration.ofMillis(700);

    /** Of the one connection's process, in hundredths of a second; for a superuser on Linux. */
    private static final String CPU =
            """
            select s[14]::bigint + s[15]::bigint
            from (select string_to_array(pg_read_file('/proc/self/stat'), ' ') as s) stat
            """;

    private static final String MADE =
            """
            select (select sum(tasks)::bigint from ledger.task_counts),
              (select workflow_execution_id from ledger.tasks where namespace = 'default'
                and workflow_execution_id is not null limit 1)
            """;

    private final Vertx vertx = Vertx.vertx();
    private final SplittableRandom random = new SplittableRandom(7);
    private final Pool pool = connect(vertx);
    private final ListIndexes indexes = done(ValidIndexes.read(pool));
    private final TaskLists reads =
            new TaskLists(
                    pool,
                    new TaskReads(pool, new NothingKept()),
                    ListLimits.ORDINARY,
                    InstantSource.system(),
                    () -> indexes);

    private static Pool connect(Vertx vertx) {
        PgConnectOptions database =
                PgConnectOptions.fromUri(System.getProperty("ledger.lists"))
                        .setCachePreparedStatements(true)
                        .addProperty("enable_seqscan", "off")
                        .addProperty("jit", "off");
        return PgBuilder.pool()
                .with(new PoolOptions().setMaxSize(1))
                .connectingTo(database)
                .using(vertx)
                .build();
    }

    @AfterEach
    void close() {
        done(pool.close());
        done(vertx.close());
    }

    @Test
    void everyListIsFast() {
        System.out.println(indexes.valid().stream().map(ListIndex::word).sorted().toList());
        Row made = done(pool.query(MADE).execute()).iterator().next();
        ByteString execution = Ids.toBytes(made.getUUID(1));
        long now = InstantSource.system().millis() * 1_000;
        DocumentedLists lists = new DocumentedLists(made.getLong(0), now, execution);
        for (Map.Entry<String, DocumentedLists.Filter> list : lists.filters().entrySet()) {
            for (String sort : DocumentedLists.SORTS) {
                measure(list.getKey() + " | " + sort, list.getValue(), sort, "");
            }
        }
        DocumentedLists.Filter none = lists.filter("none");
        measure("none, count | -created_at", each -> none.draw(each).setCount(true), "", "");
        for (String sort : DocumentedLists.SORTS) {
            measure("none, page 100 | " + sort, none, sort, deep(none.draw(random).setSort(sort)));
        }
    }

    private static <T> T done(Future<T> future) {
        CompletableFuture<T> answer = future.toCompletionStage().toCompletableFuture();
        assertThat(answer).succeedsWithin(Duration.ofSeconds(30));
        return answer.resultNow();
    }

    private long cpu() {
        return done(pool.query(CPU).execute()).iterator().next().getLong(0);
    }

    private String deep(ListTasksRequest.Builder list) {
        String cursor = "";
        for (int i = 1; i < CURSOR_PAGES; i++) {
            cursor = done(reads.list(list.setCursor(cursor).build())).getNextCursor();
        }
        return cursor;
    }

    private void measure(String name, DocumentedLists.Filter list, String sort, String cursor) {
        long[] nanos = new long[RUNS];
        int runs = 0;
        int found = 0;
        int full = 0;
        long cpu = cpu();
        long until = System.nanoTime() + MOST.toNanos();
        for (int i = -WARM; i < RUNS && (i < 10 || System.nanoTime() < until); i++) {
            ListTasksRequest request = list.draw(random).setSort(sort).setCursor(cursor).build();
            long begun = System.nanoTime();
            ListTasksResponse answer = done(reads.list(request));
            if (i >= 0) {
                nanos[runs++] = System.nanoTime() - begun;
                found += answer.getTasksCount();
                full += complete(answer, request) ? 1 : 0;
            }
        }
        Arrays.sort(nanos, 0, runs);
        System.out.printf(
                "| %s | %.1f | %.1f | %.1f | %d | %d %% | %d runs%n",
                name,
                10.0 * (cpu() - cpu) / (WARM + runs),
                nanos[runs / 2] / 1e6,
                nanos[Math.max(0, runs - 1 - RUNS / 100)] / 1e6,
                found / runs,
                100 * full / runs,
                runs);
    }

    private static boolean complete(ListTasksResponse answer, ListTasksRequest request) {
        return answer.getNextCursor().isEmpty() || answer.getTasksCount() == request.getLimit();
    }
}
