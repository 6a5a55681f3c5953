package dev.minion.ledger.change;

import dev.minion.ledger.transition.Timestamps;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;

/**
 * Finds the number of the log that belongs to a time. A row has the time at which its transaction
 * began, and so the times rise with the numbers but for the length of a transaction.
 */
final class ChangeTimes {

    /** No transaction of the ledger that moves tasks is meant to last longer. */
    private static final Duration LONGEST_TRANSACTION = Duration.ofSeconds(10);

    private static final String FROM =
            """
            select l.sequence, l.at from ledger.task_changes l where l.sequence >= $1
            order by l.sequence limit 1
            """;

    private final Pool pool;
    private final long atUs;

    ChangeTimes(Pool pool, long atUs) {
        this.pool = pool;
        this.atUs = atUs - LONGEST_TRANSACTION.toNanos() / 1_000;
    }

    /** The first number from which on nothing is older, by bisection. */
    Future<Long> first(LogEnds ends) {
        return between(ends.forgotten() + 1, ends.newest() + 1);
    }

    private Future<Long> between(long low, long high) {
        if (low >= high) {
            return Future.succeededFuture(high);
        }
        long middle = low + (high - low) / 2;
        return pool.preparedQuery(FROM)
                .execute(Tuple.of(middle))
                .compose(
                        rows -> {
                            for (Row row : rows) {
                                if (Timestamps.fromColumn(row.getOffsetDateTime(1)) < atUs) {
                                    return between(row.getLong(0) + 1, high);
                                }
                            }
                            return between(low, middle);
                        });
    }
}
