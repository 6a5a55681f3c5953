package dev.minion.ledger.retention;

import dev.minion.contracts.Ids;
import dev.minion.ledger.range.Ranges;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A range of tasks that Postgres keeps by itself.
 *
 * @param name as part of the names of its tables
 * @param first the least id that it may have
 * @param last the least id after it
 */
record TaskRange(String name, UUID first, UUID last) {

    private static final UUID LEAST = new UUID(0, 0);

    private static final String AT =
            """
            select range, first, last from ledger.task_ranges where last > $1 order by last limit 1
            """;

    /** The one in which an id lies, or the next one. */
    static Future<Optional<TaskRange>> at(SqlClient connection, UUID id) {
        return connection
                .preparedQuery(AT)
                .execute(Tuple.of(id))
                .map(
                        rows -> {
                            for (Row row : rows) {
                                UUID first = row.getUUID(1);
                                return Optional.of(
                                        new TaskRange(
                                                Ranges.named(row.getString(0)),
                                                first == null ? LEAST : first,
                                                row.getUUID(2)));
                            }
                            return Optional.empty();
                        });
    }

    /** Its start for what lies before it, else its end. */
    UUID boundAfter(UUID id) {
        return id.compareTo(first) < 0 ? first : last;
    }

    boolean endsBefore(Instant time) {
        return Ids.millisOf(last) <= time.toEpochMilli();
    }
}
