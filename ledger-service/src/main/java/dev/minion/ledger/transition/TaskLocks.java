package dev.minion.ledger.transition;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.minion.contracts.tasks.DependencyPolicy;
import dev.minion.contracts.tasks.RetryPolicy;
import dev.minion.contracts.tasks.TaskError;
import dev.minion.contracts.tasks.TaskStatus;
import dev.minion.ledger.state.RetryRule;
import dev.minion.ledger.state.TaskState;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Takes hold of tasks for the rest of a transaction. */
public final class TaskLocks {

    /** What {@link #task} reads of a task {@code t}. */
    public static final String COLUMNS =
            """
            t.id, t.namespace, t.type, t.partition, t.status, t.epoch, t.attempt, t.failures, t.crashes, \
            t.unmet, t.run_after, t.queue_ms, t.retry, t.assigned_to, t.started_at, t.progress, \
            t.error_code, t.error_message, t.error_retryable, t.version, t.has_dependants, \
            t.on_dependency_failure, t.parent_id, t.children_policy\
            """;

    private static final String LOCK =
            "select "
                    + COLUMNS
                    + " from ledger.tasks t where t.id = any($1::uuid[])"
                    + " order by t.id for no key update";

    private static final String LOCK_FREE = LOCK + " skip locked";

    private TaskLocks() {}

    /** Locks the tasks that exist, in the order of their ids. */
    public static Future<Map<UUID, LockedTask>> lock(SqlClient connection, Collection<UUID> ids) {
        return connection
                .preparedQuery(LOCK)
                .execute(Tuple.tuple().addArrayOfUUID(ids.toArray(UUID[]::new)))
                .map(TaskLocks::tasks);
    }

    /** Locks those of the tasks that nobody else holds. */
    static Future<Map<UUID, LockedTask>> lockFree(SqlClient connection, Collection<UUID> ids) {
        return connection
                .preparedQuery(LOCK_FREE)
                .execute(Tuple.tuple().addArrayOfUUID(ids.toArray(UUID[]::new)))
                .map(TaskLocks::tasks);
    }

    /** The tasks of rows with {@link #COLUMNS}, in the order of the rows. */
    public static Map<UUID, LockedTask> tasks(RowSet<Row> rows) {
        Map<UUID, LockedTask> tasks = LinkedHashMap.newLinkedHashMap(rows.size());
        for (Row row : rows) {
            LockedTask task = task(row);
            tasks.put(task.id(), task);
        }
        return tasks;
    }

    private static LockedTask task(Row row) {
        return new LockedTask(
                row.getUUID(0),
                row.getString(1),
                row.getString(2),
                row.getShort(3),
                state(row),
                row.getLong(19),
                row.getBoolean(20),
                DependencyPolicy.forNumber(row.getShort(21)),
                row.getUUID(22),
                ChildrenPolicies.of(row.getShort(23)));
    }

    private static TaskState state(Row row) {
        Short progress = row.getShort(15);
        String worker = row.getString(13);
        return new TaskState(
                TaskStatus.forNumber(row.getShort(4)),
                row.getInteger(5),
                row.getInteger(6),
                row.getInteger(7),
                row.getInteger(8),
                row.getInteger(9),
                Timestamps.fromColumn(row.getOffsetDateTime(10)),
                row.getLong(11),
                retry(row.getBuffer(12)),
                worker == null ? "" : worker,
                Timestamps.fromColumn(row.getOffsetDateTime(14)),
                progress == null ? -1 : progress,
                error(row.getString(16), row.getString(17), row.getBoolean(18)));
    }

    /** The stored policy; that of the default where there is none. */
    public static RetryRule retry(@Nullable Buffer stored) {
        if (stored == null) {
            return RetryRule.DEFAULT;
        }
        try {
            return RetryRule.of(RetryPolicy.parseFrom(stored.getBytes()));
        } catch (InvalidProtocolBufferException impossible) {
            throw new IllegalStateException("stored retry policy is not protobuf", impossible);
        }
    }

    /** The stored error, or null. */
    public static @Nullable TaskError error(
            @Nullable String code, @Nullable String message, @Nullable Boolean retryable) {
        if (code == null) {
            return null;
        }
        return TaskError.newBuilder()
                .setCode(code)
                .setMessage(message == null ? "" : message)
                .setRetryable(Boolean.TRUE.equals(retryable))
                .build();
    }
}
