package dev.minion.ledger.transition;

import dev.minion.contracts.tasks.TaskStatus;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;

/** Tells those whom ended tasks concern and to whom a {@link Cascade} did not come. */
@ApplicationScoped
public class Sweep {

    private static final int BATCH = 500;

    /** Locked, so that none of them is retried while its dependants are told. */
    private static final String TAKE =
            """
            with taken as (
              select u.task_id from ledger.unsettled u order by u.task_id limit $1
              for update skip locked),
            gone as (
              delete from ledger.unsettled u using taken where u.task_id = taken.task_id)
            select t.id, t.status, t.has_dependants, t.parent_id, t.children_policy
            from ledger.tasks t join taken on taken.task_id = t.id
            where t.status >= 7 order by t.id for no key update of t
            """;

    private final Transactions transactions;

    Sweep(Transactions transactions) {
        this.transactions = transactions;
    }

    /**
     * One sweep, transaction after transaction until nothing is left.
     *
     * @return how many ended tasks had dependants that did not know
     */
    public Future<Integer> step() {
        return batch().compose(
                        found ->
                                found == 0
                                        ? Future.succeededFuture(0)
                                        : step().map(more -> found + more));
    }

    private Future<Integer> batch() {
        return transactions.run(
                transaction ->
                        transaction
                                .connection()
                                .preparedQuery(TAKE)
                                .execute(Tuple.of(BATCH))
                                .compose(
                                        rows -> {
                                            List<Ended> ended = new ArrayList<>(rows.size());
                                            rows.forEach(row -> ended.add(ended(row)));
                                            return transaction
                                                    .settlePatiently(ended)
                                                    .map(ended.size());
                                        }));
    }

    private static Ended ended(Row row) {
        return new Ended(
                row.getUUID(0),
                TaskStatus.forNumber(row.getShort(1)),
                row.getBoolean(2),
                row.getUUID(3),
                ChildrenPolicies.of(row.getShort(4)));
    }
}
