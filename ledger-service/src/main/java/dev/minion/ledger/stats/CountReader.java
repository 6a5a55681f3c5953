package dev.minion.ledger.stats;

import dev.minion.contracts.ledger.Statistics;
import dev.minion.contracts.tasks.TaskStatus;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Locale;

/** Reads how many tasks there are: what the counts say, and what has come to them since. */
@ApplicationScoped
class CountReader {

    /** Types that are told of, those with most tasks: how many there are is up to the users. */
    private static final int TYPES = 1_000;

    private static final int STATUSES = TaskStatus.values().length;

    /** By status, then by type; of all namespaces, or of $1. */
    private static final String COUNTS =
            """
            select c.status, c.type, sum(c.tasks)::bigint from (
              select status, type, tasks from ledger.task_counts%1$s
              union all select status, type, tasks from ledger.task_count_deltas%1$s
              union all select was, type, -tasks from ledger.task_count_deltas%1$s) c
            where c.status is not null
            group by grouping sets ((c.status), (c.type)) having sum(c.tasks) > 0
            order by c.type is not null, 3 desc, c.type limit %2$d
            """;

    static final String OF_ALL = COUNTS.formatted("", STATUSES + TYPES);
    static final String OF_ONE = COUNTS.formatted(" where namespace = $1", STATUSES + TYPES);

    private final Pool pool;

    CountReader(Pool pool) {
        this.pool = pool;
    }

    /** By status and by type, of a namespace, or of all where it is empty. */
    Future<Statistics.Builder> read(String namespace) {
        Future<RowSet<Row>> rows =
                namespace.isEmpty()
                        ? pool.preparedQuery(OF_ALL).execute()
                        : pool.preparedQuery(OF_ONE).execute(Tuple.of(namespace));
        return rows.map(CountReader::counts);
    }

    private static Statistics.Builder counts(RowSet<Row> rows) {
        Statistics.Builder counts = Statistics.newBuilder();
        for (Row row : rows) {
            String type = row.getString(1);
            if (type == null) {
                counts.putByStatus(name(TaskStatus.forNumber(row.getShort(0))), row.getLong(2));
            } else if (counts.getByTypeCount() < TYPES) {
                counts.putByType(type, row.getLong(2));
            }
        }
        return counts;
    }

    /** As statuses are spelled in the answer. */
    static String name(TaskStatus status) {
        return status.name().toLowerCase(Locale.ROOT);
    }
}
