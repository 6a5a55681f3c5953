package dev.minion.ledger.progress;

import dev.minion.ledger.transition.ReadyRows;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Appends progress records. */
public final class ProgressWrites {

    private static final String INSERT =
            """
            insert into ledger.task_progress (task_id, attempt, percent, message, data)
            select u.task_id, u.attempt, u.percent, u.message, u.data
            from unnest($1::uuid[], $2::int[], $3::smallint[], $4::text[], $5::bytea[])
              with ordinality u(task_id, attempt, percent, message, data, position)
            order by u.position
            returning sequence, at
            """;

    private static final String MARK =
            """
            update ledger.tasks set has_details = true
            where id = any($1::uuid[]) and has_details is null
            """;

    private ProgressWrites() {}

    /**
     * Appends, in order, for tasks whose rows are held. The rows answered have {@code sequence} and
     * {@code at}.
     */
    public static Future<RowSet<Row>> append(SqlClient connection, List<ProgressRow> rows) {
        UUID[] detailed =
                rows.stream()
                        .filter(row -> !row.data().isEmpty())
                        .map(ProgressRow::taskId)
                        .distinct()
                        .toArray(UUID[]::new);
        return detailed.length == 0
                ? insert(connection, rows)
                : connection
                        .preparedQuery(MARK)
                        .execute(Tuple.tuple().addArrayOfUUID(detailed))
                        .compose(marked -> insert(connection, rows));
    }

    private static Future<RowSet<Row>> insert(SqlClient connection, List<ProgressRow> rows) {
        int size = rows.size();
        UUID[] task = new UUID[size];
        Integer[] attempt = new Integer[size];
        Short[] percent = new Short[size];
        @Nullable String[] message = new String[size];
        @Nullable Buffer[] data = new Buffer[size];
        for (int i = 0; i < size; i++) {
            ProgressRow row = rows.get(i);
            task[i] = row.taskId();
            attempt[i] = row.attempt();
            percent[i] = (short) row.percent();
            message[i] = row.message().isEmpty() ? null : row.message();
            data[i] = ReadyRows.column(row.data());
        }
        return connection
                .preparedQuery(INSERT)
                .execute(
                        Tuple.tuple()
                                .addArrayOfUUID(task)
                                .addArrayOfInteger(attempt)
                                .addArrayOfShort(percent)
                                .addArrayOfString(message)
                                .addArrayOfBuffer(data));
    }
}
