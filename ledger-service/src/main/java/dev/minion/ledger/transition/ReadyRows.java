package dev.minion.ledger.transition;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import dev.minion.contracts.FirstRelease;
import dev.minion.contracts.Ids;
import dev.minion.contracts.Limits;
import dev.minion.contracts.records.ReadyTask;
import dev.minion.contracts.tasks.Demands;
import dev.minion.contracts.tasks.Fence;
import dev.minion.contracts.tasks.Timeouts;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import org.jspecify.annotations.Nullable;

/** From rows of tasks to what the owners of partitions are told of them. */
public final class ReadyRows {

    /** Columns of a task {@code t}; a small input comes along, a large one stays where it is. */
    public static final String COLUMNS =
            """
            t.id, t.partition, t.namespace, t.type, t.priority, t.epoch, t.attempt, t.created_at, \
            t.updated_at, t.timeouts, t.trace_parent, t.demands, t.queue, \
            case when t.dependency_count = 0 and t.has_details is null and octet_length(t.input) <= %1$d
              then t.input end as inline_input, \
            (t.dependency_count > 0 or t.has_details is not null
              or coalesce(octet_length(t.input), 0) > %1$d) as elided\
            """
                    .formatted(Limits.INLINE_INPUT_BYTES);

    private ReadyRows() {}

    /** The task of a row with {@link #COLUMNS}. */
    public static ReadyTask task(Row row) {
        ReadyTask.Builder task =
                ReadyTask.newBuilder()
                        .setTaskId(Ids.toBytes(row.getUUID("id")))
                        .setPartition(row.getShort("partition"))
                        .setQueue(row.getInteger("queue"))
                        .setNamespace(row.getString("namespace"))
                        .setType(row.getString("type"))
                        .setPriority(row.getShort("priority"))
                        .setFence(
                                Fence.newBuilder()
                                        .setEpoch(row.getInteger("epoch"))
                                        .setAttempt(row.getInteger("attempt")))
                        .setCreatedAtUs(Timestamps.fromColumn(row.getOffsetDateTime("created_at")))
                        .setReadyAtUs(Timestamps.fromColumn(row.getOffsetDateTime("updated_at")))
                        .setTimeouts(timeouts(row.getBuffer("timeouts")))
                        .setInputElided(row.getBoolean("elided"))
                        .setInput(bytes(row.getBuffer("inline_input")));
        String trace = row.getString("trace_parent");
        if (trace != null) {
            task.setTraceParent(trace);
        }
        Buffer demands = row.getBuffer("demands");
        if (demands != null) {
            task.setDemands(demands(demands));
        }
        return task.build();
    }

    /** The stored timeouts; those of the default where none are. */
    public static Timeouts timeouts(@Nullable Buffer stored) {
        if (stored == null) {
            return FirstRelease.DEFAULT_TIMEOUTS;
        }
        try {
            return Timeouts.parseFrom(stored.getBytes());
        } catch (InvalidProtocolBufferException impossible) {
            throw new IllegalStateException("stored timeouts are not protobuf", impossible);
        }
    }

    /** What a task asks of scheduling, as it is stored. */
    public static Demands demands(Buffer stored) {
        try {
            return Demands.parseFrom(stored.getBytes());
        } catch (InvalidProtocolBufferException impossible) {
            throw new IllegalStateException("stored demands are not protobuf", impossible);
        }
    }

    /** A column's bytes, empty where null. */
    public static ByteString bytes(@Nullable Buffer column) {
        return column == null
                ? ByteString.EMPTY
                : UnsafeByteOperations.unsafeWrap(column.getBytes());
    }

    /** A column for bytes, null where empty. */
    public static @Nullable Buffer column(ByteString bytes) {
        return bytes.isEmpty() ? null : Buffer.buffer(bytes.toByteArray());
    }
}
