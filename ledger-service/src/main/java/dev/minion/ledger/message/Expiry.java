package dev.minion.ledger.message;

import dev.minion.ledger.transition.Transactions;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;

/** Fails the deliveries that nobody came for in time. Replicas share the work. */
@ApplicationScoped
public class Expiry {

    static final String EXPIRE =
            """
            update ledger.message_deliveries d
            set status = 4, reason = 'expired', ended_at = now()
            from (select e.message_id, e.agent from ledger.message_deliveries e
                  where e.status = 1 and e.expires_at <= now()
                  order by e.expires_at limit $1 for update skip locked) due
            where d.message_id = due.message_id and d.agent = due.agent
            """;

    private final Transactions transactions;
    private final int batch;

    Expiry(Transactions transactions, MessageConfig config) {
        this.transactions = transactions;
        this.batch = config.expiryBatch();
    }

    /**
     * One step: all that have expired by now, in batches.
     *
     * @return how many there were in the last batch
     */
    public Future<Integer> step() {
        return transactions
                .alone()
                .preparedQuery(EXPIRE)
                .execute(Tuple.of(batch))
                .compose(
                        expired ->
                                expired.rowCount() < batch
                                        ? Future.succeededFuture(expired.rowCount())
                                        : step());
    }
}
