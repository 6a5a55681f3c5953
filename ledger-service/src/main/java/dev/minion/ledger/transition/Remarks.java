package dev.minion.ledger.transition;

import dev.minion.contracts.tasks.TaskStatus;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.Collection;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What somebody did to tasks without moving them, for their timelines. Those who follow changes are
 * not told: no status has changed.
 */
public final class Remarks {

    private static final String APPEND =
            """
            insert into ledger.task_history (task_id, attempt, was, status, code, reason)
            select t.id, t.attempt, t.status, t.status, $2, $3 from ledger.tasks t
            where t.id = any($1::uuid[])
              and ($4::smallint is null or t.status = $4) order by t.id
            """;

    private Remarks() {}

    /**
     * Appends a remark to tasks of one status whose rows this transaction holds.
     *
     * @param code what was done
     */
    public static Future<Void> append(
            SqlClient connection,
            Collection<UUID> tasks,
            TaskStatus status,
            String code,
            String reason) {
        return append(connection, tasks, code, reason, (short) status.getNumber());
    }

    /** The same, whatever their status. */
    public static Future<Void> append(
            SqlClient connection, Collection<UUID> tasks, String code, String reason) {
        return tasks.isEmpty()
                ? Future.succeededFuture()
                : append(connection, tasks, code, reason, null);
    }

    private static Future<Void> append(
            SqlClient connection,
            Collection<UUID> tasks,
            String code,
            String reason,
            @Nullable Short status) {
        return connection
                .preparedQuery(APPEND)
                .execute(
                        Tuple.tuple()
                                .addArrayOfUUID(tasks.toArray(UUID[]::new))
                                .addString(code)
                                .addString(reason.isEmpty() ? null : reason)
                                .addShort(status))
                .mapEmpty();
    }
}
