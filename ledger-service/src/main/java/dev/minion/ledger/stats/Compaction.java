package dev.minion.ledger.stats;

import dev.minion.ledger.timing.Repeating;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;

/** Adds the deltas up into the counts. */
@ApplicationScoped
class Compaction {

    /** "counts" in ASCII: the advisory lock's number. */
    private static final long LOCK = 0x636f756e7473L;

    private static final String ANY = "select exists (select from ledger.task_count_deltas)";

    /**
     * The lock only keeps replicas from waiting for each other: a delta that another one has taken
     * meanwhile is not there to be taken again. In order, so that no two wait for each other's
     * counts.
     */
    private static final String COMPACT =
            """
            with mine as materialized (select pg_try_advisory_xact_lock($1) as locked),
            taken as (
              delete from ledger.task_count_deltas d using mine where mine.locked
              returning d.tasks, d.was, d.status, d.namespace, d.type),
            sums as (
              select sum(c.tasks)::bigint as tasks, c.status, c.namespace, c.type from (
                select t.tasks, t.status, t.namespace, t.type from taken t
                union all select -t.tasks, t.was, t.namespace, t.type from taken t) c
              where c.status is not null
              group by c.status, c.namespace, c.type having sum(c.tasks) <> 0)
            insert into ledger.task_counts as c (tasks, status, namespace, type)
            select s.tasks, s.status, s.namespace, s.type from sums s
            order by s.namespace, s.type, s.status
            on conflict (namespace, type, status) do update set tasks = c.tasks + excluded.tasks
            """;

    private final Pool pool;

    Compaction(Pool pool) {
        this.pool = pool;
    }

    /**
     * One step. Does nothing where there is nothing to add, or another replica is at it.
     *
     * @return zero where there was something, else {@link Repeating#NOTHING}
     */
    Future<Duration> step() {
        return pool.query(ANY)
                .execute()
                .compose(
                        rows ->
                                rows.iterator().next().getBoolean(0)
                                        ? pool.preparedQuery(COMPACT)
                                                .execute(Tuple.of(LOCK))
                                                .map(Duration.ZERO)
                                        : Future.succeededFuture(Repeating.NOTHING));
    }
}
