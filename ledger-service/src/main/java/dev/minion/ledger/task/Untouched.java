package dev.minion.ledger.task;

import dev.minion.ledger.lane.Work;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a statement has not touched: it is read, and refused for what it is then; where nothing is
 * to be said against it any more, it is tried again.
 */
final class Untouched<Q, A> {

    /** Tries of what finds its task changed each time. */
    static final int TRIES = 10;

    /** Says what a request is refused for. */
    interface Rule<Q, A> {

        /**
         * The refusal, or null.
         *
         * @param task a row of {@link #STATES}; null where there is none
         */
        @Nullable A refusal(Q request, @Nullable Row task);
    }

    /** Does it. */
    interface Statement<Q, A> {

        Future<Void> carryOut(List<Work<Q, A>> works, int tries);
    }

    /** What refusals depend on. */
    private static final String STATES =
            """
            select t.id, t.namespace, t.status, t.version from ledger.tasks t
            where t.id = any($1::uuid[])
            """;

    private final Pool pool;
    private final Rule<Q, A> rule;
    private final Statement<Q, A> statement;

    Untouched(Pool pool, Rule<Q, A> rule, Statement<Q, A> statement) {
        this.pool = pool;
        this.rule = rule;
        this.statement = statement;
    }

    /** Answers all of them in the end. */
    Future<Void> settle(List<Work<Q, A>> works, int tries) {
        if (works.isEmpty()) {
            return Future.succeededFuture();
        }
        UUID[] ids = works.stream().map(Work::task).toArray(UUID[]::new);
        return pool.preparedQuery(STATES)
                .execute(Tuple.tuple().addArrayOfUUID(ids))
                .compose(
                        rows -> {
                            Map<UUID, Row> tasks = HashMap.newHashMap(rows.size());
                            rows.forEach(row -> tasks.put(row.getUUID(0), row));
                            return again(refuse(works, tasks), tries);
                        });
    }

    /** Answers those against which something is to be said; the others are left. */
    private List<Work<Q, A>> refuse(List<Work<Q, A>> works, Map<UUID, Row> tasks) {
        List<Work<Q, A>> left = new ArrayList<>(0);
        for (Work<Q, A> work : works) {
            A refusal = rule.refusal(work.request(), tasks.get(work.task()));
            if (refusal == null) {
                left.add(work);
            } else {
                work.answer(refusal);
            }
        }
        return left;
    }

    private Future<Void> again(List<Work<Q, A>> works, int tries) {
        if (works.isEmpty()) {
            return Future.succeededFuture();
        }
        return tries > 0
                ? statement.carryOut(works, tries - 1)
                : Future.failedFuture(
                        new IllegalStateException("a task changes whenever its turn has come"));
    }
}
