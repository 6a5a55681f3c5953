package dev.minion.ledger.stats;

import dev.minion.contracts.TelemetryKeys;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Holds the counts against the tasks, corrects them, and raises the alarm where they had drifted.
 *
 * <p>Both are read in one snapshot, in which they agree whatever is written meanwhile. A correction
 * is a delta like any other, so that it is right as well on top of what came after the snapshot.
 */
@ApplicationScoped
class CountCheck {

    /**
     * What a check found.
     *
     * @param groups of namespace, type and status whose count was wrong
     * @param tasks by how many, taken together
     */
    record Drift(int groups, long tasks) {}

    private static final Logger LOG = Logger.getLogger(CountCheck.class);

    /**
     * So many times as long as a check took pass before the next one begins, so that a ledger of
     * many tasks does not count them all the time.
     */
    private static final int PAUSES = 20;

    /** After each slice it rests so many times as long as that took. */
    private static final int RESTS = 3;

    /** Of several replicas the first whose look comes when it is time. */
    private static final String CLAIM =
            """
            update ledger.task_count_checks set run = run + 1, started_at = now()
            where started_at <= now() - greatest($1::bigint * interval '1 millisecond',
              coalesce($2::int * (checked_at - started_at), interval '0')) returning run
            """;

    private static final String ONE_SNAPSHOT = "set transaction isolation level repeatable read";

    /**
     * Takes the snapshot: what it shows lies in no later block. A slice has the same blocks of each
     * range of tasks; so many has the largest one.
     */
    private static final String BLOCKS =
            """
            select coalesce(max(pg_relation_size(i.inhrelid)), 0)
              / current_setting('block_size')::bigint
            from pg_inherits i where i.inhparent = 'ledger.tasks'::regclass
            """;

    private static final String FOUND =
            """
            create temporary table task_counts_found
              (tasks bigint, status smallint, namespace text, type text) on commit drop
            """;

    private static final String CORRECT =
            """
            with drift as (
              select sum(f.tasks)::bigint as tasks, f.status, f.namespace, f.type from (
                select tasks, status, namespace, type from pg_temp.task_counts_found
                union all select -tasks, status, namespace, type from ledger.task_counts
                union all select -tasks, status, namespace, type from ledger.task_count_deltas
                union all select tasks, was, namespace, type from ledger.task_count_deltas) f
              where f.status is not null
              group by f.status, f.namespace, f.type having sum(f.tasks) <> 0),
            corrected as (
              insert into ledger.task_count_deltas (tasks, status, namespace, type)
              select * from drift)
            select count(*)::int, coalesce(sum(abs(tasks)), 0)::bigint from drift
            """;

    /** Fails in this snapshot where another check began after it: two would correct twice. */
    private static final String DONE =
            """
            update ledger.task_count_checks set checked_at = clock_timestamp(), drift = $2 where run = $1
            """;

    private static final String FORGET = "delete from ledger.task_counts where tasks = 0";

    private final Pool pool;
    private final Vertx vertx;
    private final CountConfig config;
    private final InstantSource clock;
    private final Counter drifted;

    CountCheck(
            Pool pool, Vertx vertx, CountConfig config, InstantSource clock, MeterRegistry meters) {
        this.pool = pool;
        this.vertx = vertx;
        this.config = config;
        this.clock = clock;
        this.drifted = meters.counter(TelemetryKeys.COUNT_DRIFT);
    }

    /** Checks if it is time; empty where it is not. */
    Future<Optional<Drift>> due() {
        return claim(config.checkEvery(), PAUSES)
                .compose(
                        run ->
                                run.isEmpty()
                                        ? Future.succeededFuture(Optional.empty())
                                        : check(run.get()).map(Optional::of));
    }

    /** Checks now. A check that is under way gives way. */
    Future<Drift> now() {
        return claim(Duration.ZERO, 0).compose(run -> check(run.orElseThrow()));
    }

    private Future<Optional<Long>> claim(Duration period, int pauses) {
        return pool.preparedQuery(CLAIM)
                .execute(Tuple.of(period.toMillis(), pauses))
                .map(
                        rows -> {
                            for (Row row : rows) {
                                return Optional.of(row.getLong(0));
                            }
                            return Optional.empty();
                        });
    }

    private Future<Drift> check(long run) {
        return pool.withTransaction(connection -> compare(connection, run))
                .onSuccess(this::tell)
                .compose(drift -> pool.query(FORGET).execute().map(drift));
    }

    private void tell(Drift drift) {
        if (drift.groups() > 0) {
            drifted.increment((double) drift.tasks());
            LOG.warnf(
                    "counts had drifted and are corrected: groups=%d tasks=%d",
                    drift.groups(), drift.tasks());
        }
    }

    private Future<Drift> compare(SqlConnection connection, long run) {
        return connection
                .query(ONE_SNAPSHOT)
                .execute()
                .compose(set -> connection.query(BLOCKS).execute())
                .map(rows -> rows.iterator().next().getLong(0))
                .compose(
                        blocks ->
                                connection
                                        .query(FOUND)
                                        .execute()
                                        .compose(made -> count(connection, 0, blocks)))
                .compose(counted -> connection.query(CORRECT).execute())
                .map(CountCheck::drift)
                .compose(drift -> done(connection, run, drift).map(drift));
    }

    private static Drift drift(RowSet<Row> rows) {
        Row row = rows.iterator().next();
        return new Drift(row.getInteger(0), row.getLong(1));
    }

    private Future<Void> count(SqlConnection connection, long from, long blocks) {
        if (from >= blocks) {
            return Future.succeededFuture();
        }
        long to = from + config.checkBlocks();
        long beganMillis = clock.millis();
        return connection
                .query(slice(from, to))
                .execute()
                .compose(counted -> rest(clock.millis() - beganMillis))
                .compose(rested -> count(connection, to, blocks));
    }

    private static String slice(long from, long to) {
        return """
        insert into pg_temp.task_counts_found
        select count(*), t.status, t.namespace, t.type from ledger.tasks t
        where t.ctid >= '(%d,0)' and t.ctid < '(%d,0)' group by 2, 3, 4
        """
                .formatted(from, to);
    }

    /** Three times as long as the slice took: a check takes a quarter of a core at most. */
    private Future<Void> rest(long millis) {
        Promise<Void> over = Promise.promise();
        var _ = vertx.setTimer(Math.max(1, RESTS * millis), timer -> over.complete());
        return over.future();
    }

    private static Future<Void> done(SqlConnection connection, long run, Drift drift) {
        return connection
                .preparedQuery(DONE)
                .execute(Tuple.of(run, drift.tasks()))
                .compose(
                        rows ->
                                rows.rowCount() == 1
                                        ? Future.succeededFuture()
                                        : Future.failedFuture(
                                                new IllegalStateException(
                                                        "another check has begun")));
    }
}
