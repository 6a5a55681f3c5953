package dev.minion.ledger.retention;

import dev.minion.ledger.range.Ranges;
import dev.minion.ledger.transition.Revivals;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Removes a whole range at once, where all of its tasks ended long enough ago and nothing open
 * needs one: no row is deleted, nothing is left to vacuum, and what takes time is one reading of
 * the range, which locks nothing.
 */
final class RangeDrop {

    /** As long as it takes: nobody waits for it. Sequential, since all of the range is wanted. */
    private static final String READ_ALL =
            "set local statement_timeout = 0; set local enable_seqscan = on";

    /** By group; told to the counts where nothing in the range is younger than $1. */
    private static final String COUNT =
            """
            with counted as (
              select count(*) as tasks, sum(%s)::bigint as bytes, t.status, t.namespace, t.type,
                bool_or(t.status < 7 or coalesce(t.completed_at, t.updated_at) >= $1) as stays
              from ledger.tasks_:range t group by t.status, t.namespace, t.type),
            told as (
              insert into ledger.task_count_deltas (tasks, was, status, namespace, type)
              select c.tasks, c.status, null, c.namespace, c.type from counted c
              where not exists (select from counted where stays))
            select status, type, sum(tasks)::bigint, sum(bytes)::bigint, bool_or(stays)
            from counted group by status, type
            """
                    .formatted(PurgeScope.TASK_BYTES);

    private static final String PROGRESS =
            """
            select t.status, t.type, count(*) from ledger.task_progress_:range p
            join ledger.tasks_:range t on t.id = p.task_id group by t.status, t.type
            """;

    /** Whether an open task of any range has one between $1 and $2 as parent or dependency. */
    private static final String NEEDED =
            """
            select exists (select from ledger.tasks t
                where t.parent_id >= $1 and t.parent_id < $2 and t.status < 7)
              or exists (select from ledger.task_dependencies d
                cross join lateral (
                  select 1 from ledger.tasks t where t.id = d.task_id and t.status < 7 offset 0) t
                where d.depends_on >= $1 and d.depends_on < $2)
            """;

    private static final String REVIVED =
            "select exists (select from ledger.revived_tasks r where r.task_id >= $1 and r.task_id < $2)";

    private static final String EDGES =
            """
            with unreferred as (
              delete from ledger.payload_references r where r.task_id >= $1 and r.task_id < $2)
            delete from ledger.task_dependencies d where d.task_id >= $1 and d.task_id < $2
            """;

    private final SqlClient connection;
    private final PurgeJob job;
    private final TaskRange range;

    RangeDrop(SqlClient connection, PurgeJob job, TaskRange range) {
        this.connection = connection;
        this.job = job;
        this.range = range;
    }

    /** Whether the purge has come to the start of a range that ended long ago. */
    boolean due(Instant now) {
        Instant before = job.before().toInstant();
        Instant young = now.minus(Revivals.YOUNG.multipliedBy(2));
        return job.scope() == PurgeScope.TASKS
                && !job.narrow()
                && job.last().equals(range.first())
                && range.endsBefore(before.isBefore(young) ? before : young);
    }

    /**
     * Drops the range.
     *
     * @return what went; empty where something in it has to stay. Fails where a lock is not to be
     *     had soon: then the transaction is over, and nothing has happened
     */
    Future<Optional<PurgeBatch.Done>> run() {
        return connection
                .query(READ_ALL)
                .execute()
                .compose(set -> ask(NEEDED))
                .compose(needed -> needed ? Future.succeededFuture(true) : ask(REVIVED))
                .compose(needed -> needed ? Future.succeededFuture(Optional.empty()) : count());
    }

    private Future<Boolean> ask(String question) {
        return connection
                .preparedQuery(question)
                .execute(bounds())
                .map(rows -> rows.iterator().next().getBoolean(0));
    }

    private Future<Map<Taken.Group, Long>> progress() {
        return connection
                .query(ofRange(PROGRESS))
                .execute()
                .map(
                        rows -> {
                            Map<Taken.Group, Long> records = new LinkedHashMap<>();
                            for (Row row : rows) {
                                records.put(group(row), row.getLong(2));
                            }
                            return records;
                        });
    }

    private Future<Optional<PurgeBatch.Done>> count() {
        return connection
                .preparedQuery(ofRange(COUNT))
                .execute(Tuple.of(job.before()))
                .compose(
                        rows -> {
                            for (Row row : rows) {
                                if (row.getBoolean(4)) {
                                    return Future.succeededFuture(Optional.empty());
                                }
                            }
                            return progress().compose(records -> drop(done(rows, records)));
                        });
    }

    private Future<Optional<PurgeBatch.Done>> drop(PurgeBatch.Done done) {
        return connection
                .preparedQuery(EDGES)
                .execute(bounds())
                .compose(gone -> connection.query(Ranges.SHORT_WAIT).execute())
                .compose(set -> connection.query(Ranges.LOCK).execute())
                .compose(locked -> ask(REVIVED))
                .compose(
                        revived ->
                                revived
                                        ? Future.failedFuture(
                                                new IllegalStateException(
                                                        "a task of the range is needed again"))
                                        : connection
                                                .preparedQuery(Ranges.DROP)
                                                .execute(Tuple.of(range.name())))
                .map(Optional.of(done));
    }

    private PurgeBatch.Done done(RowSet<Row> rows, Map<Taken.Group, Long> progress) {
        Map<Taken.Group, Taken.Count> counts = new LinkedHashMap<>();
        long tasks = 0;
        long records = 0;
        for (Row row : rows) {
            Taken.Group group = group(row);
            long recorded = progress.getOrDefault(group, 0L);
            counts.put(group, new Taken.Count(row.getLong(2), recorded, row.getLong(3)));
            tasks += row.getLong(2);
            records += recorded;
        }
        PurgePage page =
                new PurgePage(
                        range.first(), range.last(), Math.toIntExact(tasks), List.of(), false);
        return new PurgeBatch.Done(
                page, new Taken(List.of(), List.of(), records, counts), List.of());
    }

    private String ofRange(String sql) {
        return sql.replace(":range", range.name());
    }

    private static Taken.Group group(Row row) {
        return new Taken.Group(row.getShort(0), row.getString(1));
    }

    private Tuple bounds() {
        return Tuple.of(range.first(), range.last());
    }
}
