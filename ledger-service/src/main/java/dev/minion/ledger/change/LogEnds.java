package dev.minion.ledger.change;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;

/**
 * Between which numbers the log can be read.
 *
 * @param epoch the ledger's
 * @param forgotten the greatest number that was forgotten
 * @param newest the greatest number that can be seen, smaller ones of which may still come
 */
record LogEnds(int epoch, long forgotten, long newest) {

    private static final String READ =
            """
            select e.epoch, f.until, greatest(f.until,
              (select c.sequence from ledger.task_changes c order by c.sequence desc limit 1))
            from ledger.epoch e, ledger.task_changes_forgotten f
            """;

    static Future<LogEnds> read(Pool pool) {
        return pool.preparedQuery(READ)
                .execute()
                .map(
                        rows -> {
                            Row row = rows.iterator().next();
                            return new LogEnds(row.getInteger(0), row.getLong(1), row.getLong(2));
                        });
    }
}
