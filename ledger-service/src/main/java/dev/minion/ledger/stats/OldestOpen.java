package dev.minion.ledger.stats;

import dev.minion.contracts.ledger.Statistics;
import dev.minion.contracts.tasks.TaskStatus;
import dev.minion.ledger.transition.ReadyHeads;
import dev.minion.ledger.transition.Timestamps;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Arrays;

/**
 * Finds the oldest task that has not ended: the first one by each index of such tasks, whose order
 * within a group is that of age.
 *
 * <p>A blocked task is told of by what it waits for, which is no younger: it was there before, or
 * came in the same submission. Of more than {@link ReadyHeads#MOST} queues, with each of their
 * priorities, the first are looked at.
 */
@ApplicationScoped
class OldestOpen {

    /**
     * Looks among ready tasks where $1, running ones where $2, scheduled ones where $3; of all
     * namespaces, or of $4.
     */
    private static final String OLDEST =
            """
            with recursive %2$s,
            running(partition) as (
              select min(t.partition) from ledger.tasks t where $2 and t.status in (5, 6)
              union all
              select (select min(t.partition) from ledger.tasks t
                where t.status in (5, 6) and t.partition > r.partition)
              from running r where r.partition is not null)
            select min(o.created_at) from (
              select h.created_at from heads h%3$s
              union all
              select (select t.created_at from ledger.tasks t
                where t.status in (5, 6) and t.partition = r.partition%1$s
                order by t.id limit 1)
              from running r where r.partition is not null
              union all
              (select t.created_at from ledger.tasks t where $3 and t.status = 2%1$s
                order by t.id limit 1)) o
            """;

    static final String OF_ALL = OLDEST.formatted("", ReadyHeads.table("$1"), "");
    static final String OF_ONE =
            OLDEST.formatted(
                    " and t.namespace = $4", ReadyHeads.table("$1"), " where h.namespace = $4");

    private final Pool pool;

    OldestOpen(Pool pool) {
        this.pool = pool;
    }

    /**
     * Microseconds of its creation, 0 where there is none.
     *
     * @param namespace empty for all
     * @param counts how many there are of each status: where there is none, nothing is looked for
     */
    Future<Long> find(String namespace, Statistics.Builder counts) {
        Tuple where =
                Tuple.of(
                        any(counts, TaskStatus.READY),
                        any(counts, TaskStatus.ASSIGNED, TaskStatus.RUNNING),
                        any(counts, TaskStatus.SCHEDULED));
        Future<RowSet<Row>> rows =
                namespace.isEmpty()
                        ? pool.preparedQuery(OF_ALL).execute(where)
                        : pool.preparedQuery(OF_ONE).execute(where.addString(namespace));
        return rows.map(
                found -> Timestamps.fromColumn(found.iterator().next().getOffsetDateTime(0)));
    }

    private static boolean any(Statistics.Builder counts, TaskStatus... statuses) {
        return Arrays.stream(statuses)
                .anyMatch(status -> counts.containsByStatus(CountReader.name(status)));
    }
}
