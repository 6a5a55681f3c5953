package dev.minion.ledger.transition;

import dev.minion.contracts.tasks.TaskStatus;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/** Finds dependants that do not know yet that a dependency has ended, and tells them. */
@ApplicationScoped
public class Sweep {

    private static final int BATCH = 500;

    private static final String ENDED =
            """
            select t.id, t.status from ledger.tasks t
            where t.id in (select d.depends_on from ledger.task_dependencies d where not d.settled)
              and t.status >= 7
            order by t.id limit $1
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
                                .preparedQuery(ENDED)
                                .execute(Tuple.of(BATCH))
                                .compose(
                                        rows -> {
                                            Map<UUID, TaskStatus> ended = new LinkedHashMap<>();
                                            for (Row row : rows) {
                                                ended.put(
                                                        row.getUUID(0),
                                                        TaskStatus.forNumber(row.getShort(1)));
                                            }
                                            return transaction.settle(ended).map(ended.size());
                                        }));
    }
}
