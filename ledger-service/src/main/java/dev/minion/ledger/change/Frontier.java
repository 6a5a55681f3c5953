package dev.minion.ledger.change;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Up to which number of the log nothing can come any more; the package tells why it is right. */
@ApplicationScoped
class Frontier {

    /** Not a matter of snapshots: it tells who holds the lock now. */
    private static final String WRITERS =
            """
            select l.virtualtransaction from pg_locks l
            where l.locktype = 'relation' and l.relation = 'ledger.task_changes'::regclass
              and l.database = (select d.oid from pg_database d where d.datname = current_database())
              and l.mode = 'RowExclusiveLock' and l.granted
            """;

    /**
     * What the frontier will be when the writers have ended.
     *
     * @param set when it was, in the order of looks
     */
    private record Mark(long sequence, Set<String> writers, long set) {}

    private final Pool pool;
    private final Vertx vertx;
    private final ChangeConfig config;
    private long looks;
    private long reached;
    private @Nullable Mark mark;
    private Future<Long> underWay = Future.succeededFuture(0L);
    private long underWayTo;

    Frontier(Pool pool, Vertx vertx, ChangeConfig config) {
        this.pool = pool;
        this.vertx = vertx;
        this.config = config;
    }

    /**
     * Brings the frontier to a number, if it can be brought there soon. Those who come while that
     * is tried share the try.
     *
     * @param ends as they were read at the beginning of the call
     * @return where the frontier is
     */
    synchronized Future<Long> reach(long sequence, LogEnds ends) {
        if (reached >= sequence || ends.newest() < sequence) {
            return Future.succeededFuture(reached);
        }
        if (underWay.isComplete() || underWayTo < sequence) {
            underWayTo = sequence;
            underWay = look(ends).compose(found -> settle(sequence, config.settleLooks()));
        }
        return underWay;
    }

    private Future<Long> settle(long sequence, int looks) {
        if (reached() >= sequence || looks <= 0) {
            return Future.succeededFuture(reached());
        }
        Promise<Void> pause = Promise.promise();
        var _ = vertx.setTimer(config.settleEvery().toMillis(), timer -> pause.complete());
        return pause.future()
                .compose(over -> LogEnds.read(pool))
                .compose(this::look)
                .compose(found -> settle(sequence, looks - 1));
    }

    /** The writers must be read after the ends. */
    private Future<Void> look(LogEnds ends) {
        long began = begin();
        return pool.preparedQuery(WRITERS)
                .execute()
                .map(
                        rows -> {
                            Set<String> writers = HashSet.newHashSet(rows.size());
                            rows.forEach(row -> writers.add(row.getString(0)));
                            advance(began, ends.newest(), writers);
                            return null;
                        });
    }

    private synchronized long begin() {
        return ++looks;
    }

    /** A look that began before the mark was set does not know all that were under way then. */
    private synchronized void advance(long began, long newest, Set<String> writers) {
        if (mark != null && began > mark.set()) {
            mark.writers().retainAll(writers);
            if (mark.writers().isEmpty()) {
                reached = Math.max(reached, mark.sequence());
                mark = null;
            }
        }
        if (writers.isEmpty()) {
            reached = Math.max(reached, newest);
        } else if (mark == null && newest > reached) {
            mark = new Mark(newest, writers, ++looks);
        }
    }

    private synchronized long reached() {
        return reached;
    }
}
