package dev.minion.ledger.progress;

import dev.minion.contracts.Ids;
import dev.minion.contracts.ledger.ProgressRecord;
import dev.minion.contracts.ledger.ProgressResult;
import dev.minion.contracts.ledger.RecordProgressRequest;
import dev.minion.contracts.records.TaskChange;
import dev.minion.contracts.tasks.Fence;
import dev.minion.contracts.tasks.TaskStatus;
import dev.minion.ledger.lane.Work;
import dev.minion.ledger.transition.ReadyRows;
import dev.minion.ledger.transition.Timestamps;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The ordinary case in one statement: progress of tasks that run already, whose state changes in
 * nothing else. So says {@link dev.minion.ledger.state.AttemptRules}.
 */
final class RunningProgress {

    /**
     * The status in an expression, or the index of open tasks would do as well, for the planner:
     * all that runs would be read for each.
     */
    static final String RECORD =
            """
            with moved as (
            update ledger.tasks t set
              progress = u.percent,
              has_details = case when u.data is null then t.has_details else true end, version = t.version + 1, updated_at = now()
            from unnest($1::uuid[], $2::text[], $3::int[], $4::int[], $5::smallint[],
                        $6::text[], $7::bytea[])
              u(id, namespace, epoch, attempt, percent, message, data)
            where t.id = u.id and t.namespace = u.namespace and t.status + 0 = 6
              and (u.epoch is null or (t.epoch = u.epoch and t.attempt = u.attempt))
            returning t.id, t.partition, t.type, t.epoch, t.attempt, t.assigned_to, t.error_code,
              t.version, t.updated_at, u.percent, u.message, u.data),
            kept as (
            insert into ledger.task_progress (task_id, attempt, percent, message, data)
            select m.id, m.attempt, m.percent, m.message, m.data from moved m
            returning task_id, sequence, at)
            select m.id, m.partition, m.type, m.epoch, m.attempt, m.assigned_to, m.error_code,
              m.version, m.updated_at, k.sequence, k.at
            from moved m join kept k on k.task_id = m.id
            """;

    private RunningProgress() {}

    /** The arrays of {@link #RECORD}. */
    static Tuple tuple(List<Work<RecordProgressRequest, ProgressResult>> records) {
        int size = records.size();
        UUID[] id = new UUID[size];
        String[] namespace = new String[size];
        @Nullable Integer[] epoch = new Integer[size];
        @Nullable Integer[] attempt = new Integer[size];
        Short[] percent = new Short[size];
        @Nullable String[] message = new String[size];
        @Nullable Buffer[] data = new Buffer[size];
        for (int i = 0; i < size; i++) {
            RecordProgressRequest request = records.get(i).request();
            id[i] = records.get(i).task();
            namespace[i] = request.getNamespace();
            if (request.hasFence()) {
                epoch[i] = request.getFence().getEpoch();
                attempt[i] = request.getFence().getAttempt();
            }
            percent[i] = (short) percent(request);
            message[i] = request.getMessage().isEmpty() ? null : request.getMessage();
            data[i] = ReadyRows.column(request.getData());
        }
        return Tuple.tuple()
                .addArrayOfUUID(id)
                .addArrayOfString(namespace)
                .addArrayOfInteger(epoch)
                .addArrayOfInteger(attempt)
                .addArrayOfShort(percent)
                .addArrayOfString(message)
                .addArrayOfBuffer(data);
    }

    static int percent(RecordProgressRequest request) {
        return Math.clamp(request.getPercent(), 0, 100);
    }

    /** What is answered of a row of {@link #RECORD}. */
    static ProgressResult result(RecordProgressRequest request, Row row) {
        return ProgressResult.newBuilder()
                .setProgress(
                        ProgressRecord.newBuilder()
                                .setSequence(row.getLong(9))
                                .setPercent(percent(request))
                                .setMessage(request.getMessage())
                                .setData(request.getData())
                                .setAttempt(row.getInteger(4))
                                .setAtUs(Timestamps.fromColumn(row.getOffsetDateTime(10))))
                .build();
    }

    /** What is told of it. */
    static TaskChange change(RecordProgressRequest request, Row row) {
        String worker = row.getString(5);
        String error = row.getString(6);
        return TaskChange.newBuilder()
                .setTaskId(Ids.toBytes(row.getUUID(0)))
                .setPartition(row.getShort(1))
                .setNamespace(request.getNamespace())
                .setType(row.getString(2))
                .setFence(
                        Fence.newBuilder()
                                .setEpoch(row.getInteger(3))
                                .setAttempt(row.getInteger(4)))
                .setStatus(TaskStatus.RUNNING)
                .setWorkerId(worker == null ? "" : worker)
                .setErrorCode(error == null ? "" : error)
                .setProgress(percent(request))
                .setAtUs(Timestamps.fromColumn(row.getOffsetDateTime(8)))
                .setVersion(row.getLong(7))
                .build();
    }
}
