package dev.minion.ledger.transition;

import com.google.protobuf.ByteString;
import dev.minion.contracts.Ids;
import dev.minion.contracts.Limits;
import dev.minion.contracts.PayloadRef;
import dev.minion.contracts.records.ReadyTask;
import dev.minion.contracts.records.TaskChange;
import dev.minion.contracts.tasks.TaskError;
import dev.minion.contracts.tasks.TaskStatus;
import dev.minion.ledger.payload.PayloadReferences;
import dev.minion.ledger.publication.Effects;
import dev.minion.ledger.state.TaskState;
import dev.minion.ledger.state.Transitions;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Writes decisions: many tasks, one conditional statement. */
public final class TaskWrites {

    private static final String WRITE =
            """
            with written as (
            update ledger.tasks t set
              status = u.status, epoch = u.epoch, attempt = u.attempt, failures = u.failures,
              crashes = u.crashes, unmet = u.unmet, run_after = u.run_after,
              due_at = case when u.status = 2 and u.run_after > 'epoch' then u.run_after
                            when u.status = 4 and t.queue_ms > 0
                              then now() + t.queue_ms * interval '1 millisecond' end,
              assigned_to = u.worker, started_at = u.started_at,
              completed_at = case when u.ended then now() end,
              progress = u.progress, output = u.output, error_code = u.error_code,
              error_message = u.error_message, error_retryable = u.error_retryable,
              version = t.version + 1, updated_at = now()
            from unnest($1::uuid[], $2::smallint[], $3::int[], $4::int[], $5::smallint[], $6::int[],
                        $7::int[], $8::int[], $9::int[], $10::int[], $11::timestamptz[], $12::text[],
                        $13::timestamptz[], $14::boolean[], $15::smallint[], $16::bytea[], $17::text[],
                        $18::text[], $19::boolean[])
              u(id, was_status, was_epoch, was_attempt, status, epoch, attempt, failures, crashes,
                unmet, run_after, worker, started_at, ended, progress, output, error_code,
                error_message, error_retryable)
            where t.id = u.id and t.status = u.was_status and t.epoch = u.was_epoch
              and t.attempt = u.was_attempt
            returning t.version, t.status, old.status as was, %s,
              %s as travel,
              case when t.dependency_count > 0 and octet_length(t.input) <= %d then t.input
                end as travelling_input),
            counted as (%s),
            logged as (%s)
            select * from written w left join lateral (%s) o on true
            """
                    .formatted(
                            ReadyRows.COLUMNS,
                            DependencyOutputs.TRAVEL,
                            Limits.INLINE_INPUT_BYTES,
                            CountDeltas.moved("written"),
                            ChangeLog.released("written"),
                            DependencyOutputs.OF_ROW);

    private TaskWrites() {}

    /**
     * Writes the decisions, keeps them as history, and collects what is to be told of them.
     *
     * @return fails when a row was not as decided for, which the locks rule out
     */
    public static Future<Void> write(
            SqlClient connection, List<Decided> decisions, Effects effects) {
        if (decisions.isEmpty()) {
            return Future.succeededFuture();
        }
        return connection
                .preparedQuery(WRITE)
                .execute(tuple(decisions))
                .map(
                        rows -> {
                            if (rows.size() != decisions.size()) {
                                throw new IllegalStateException("a locked task has changed");
                            }
                            tell(decisions, rows, effects);
                            return null;
                        })
                .compose(done -> HistoryRows.append(connection, decisions))
                .compose(done -> WaitingParents.add(connection, decisions))
                .compose(done -> refer(connection, decisions));
    }

    private static Future<Void> refer(SqlClient connection, List<Decided> decisions) {
        return PayloadReferences.add(
                connection,
                decisions.stream()
                        .filter(decided -> PayloadRef.isOne(decided.output()))
                        .map(decided -> decided.before().id())
                        .toList());
    }

    private static void tell(List<Decided> decisions, RowSet<Row> rows, Effects effects) {
        Map<UUID, Row> written = HashMap.newHashMap(rows.size());
        for (Row row : rows) {
            written.put(row.getUUID("id"), row);
        }
        for (Decided decided : decisions) {
            Row row = written.get(decided.before().id());
            if (row == null) {
                throw new IllegalStateException("a written task was not returned");
            }
            long version = row.getLong(0);
            if (decided.told().isEmpty()) {
                effects.touch(decided.before().id(), version);
            }
            long atUs = Timestamps.fromColumn(row.getOffsetDateTime("updated_at"));
            decided.told()
                    .forEach(told -> effects.add(change(decided.before(), told, version, atUs)));
            if (row.getShort(1) == TaskStatus.READY.getNumber()) {
                effects.add(released(row));
            }
        }
    }

    /** With all that it needs, where that is small. */
    private static ReadyTask released(Row row) {
        ReadyTask task = ReadyRows.task(row);
        ByteString outputs = DependencyOutputs.of(row);
        return outputs.isEmpty()
                ? task
                : task.toBuilder()
                        .setInput(ReadyRows.bytes(row.getBuffer("travelling_input")))
                        .setDependencyOutputs(outputs)
                        .build();
    }

    /** The record for tasks.outcomes. */
    public static TaskChange change(LockedTask task, Told told, long version, long atUs) {
        TaskError error = told.state().error();
        return TaskChange.newBuilder()
                .setTaskId(Ids.toBytes(task.id()))
                .setPartition(task.partition())
                .setNamespace(task.namespace())
                .setType(task.type())
                .setFence(told.fence())
                .setStatus(told.state().status())
                .setAttemptEnded(told.attemptEnded())
                .setWorkerId(told.worker())
                .setErrorCode(error == null ? "" : error.getCode())
                .setProgress(told.state().progress())
                .setAtUs(atUs)
                .setVersion(version)
                .setRunMs(told.runMs())
                .build();
    }

    private static Tuple tuple(List<Decided> decisions) {
        Columns columns = new Columns(decisions.size());
        for (int i = 0; i < decisions.size(); i++) {
            columns.set(i, decisions.get(i));
        }
        return columns.tuple();
    }

    /** The statement's arrays. */
    private static final class Columns {

        private final UUID[] id;
        private final Short[] wasStatus;
        private final Integer[] wasEpoch;
        private final Integer[] wasAttempt;
        private final Short[] status;
        private final Integer[] epoch;
        private final Integer[] attempt;
        private final Integer[] failures;
        private final Integer[] crashes;
        private final Integer[] unmet;
        private final @Nullable OffsetDateTime[] runAfter;
        private final @Nullable String[] worker;
        private final @Nullable OffsetDateTime[] startedAt;
        private final Boolean[] ended;
        private final @Nullable Short[] progress;
        private final @Nullable Buffer[] output;
        private final @Nullable String[] errorCode;
        private final @Nullable String[] errorMessage;
        private final @Nullable Boolean[] errorRetryable;

        Columns(int size) {
            id = new UUID[size];
            wasStatus = new Short[size];
            wasEpoch = new Integer[size];
            wasAttempt = new Integer[size];
            status = new Short[size];
            epoch = new Integer[size];
            attempt = new Integer[size];
            failures = new Integer[size];
            crashes = new Integer[size];
            unmet = new Integer[size];
            runAfter = new OffsetDateTime[size];
            worker = new String[size];
            startedAt = new OffsetDateTime[size];
            ended = new Boolean[size];
            progress = new Short[size];
            output = new Buffer[size];
            errorCode = new String[size];
            errorMessage = new String[size];
            errorRetryable = new Boolean[size];
        }

        void set(int i, Decided decided) {
            TaskState before = decided.before().state();
            TaskState after = decided.after();
            id[i] = decided.before().id();
            wasStatus[i] = (short) before.status().getNumber();
            wasEpoch[i] = before.epoch();
            wasAttempt[i] = before.attempt();
            status[i] = (short) after.status().getNumber();
            epoch[i] = after.epoch();
            attempt[i] = after.attempt();
            failures[i] = after.failures();
            crashes[i] = after.crashes();
            unmet[i] = after.unmet();
            runAfter[i] = Timestamps.toColumn(after.runAfterUs());
            worker[i] = after.assignedTo().isEmpty() ? null : after.assignedTo();
            startedAt[i] = Timestamps.toColumn(after.startedAtUs());
            ended[i] = Transitions.terminal(after.status());
            progress[i] = after.progress() < 0 ? null : (short) after.progress();
            output[i] = ReadyRows.column(decided.output());
            setError(i, after.error());
        }

        private void setError(int i, @Nullable TaskError error) {
            if (error != null) {
                errorCode[i] = error.getCode();
                errorMessage[i] = error.getMessage();
                errorRetryable[i] = error.getRetryable();
            }
        }

        Tuple tuple() {
            return Tuple.tuple()
                    .addArrayOfUUID(id)
                    .addArrayOfShort(wasStatus)
                    .addArrayOfInteger(wasEpoch)
                    .addArrayOfInteger(wasAttempt)
                    .addArrayOfShort(status)
                    .addArrayOfInteger(epoch)
                    .addArrayOfInteger(attempt)
                    .addArrayOfInteger(failures)
                    .addArrayOfInteger(crashes)
                    .addArrayOfInteger(unmet)
                    .addArrayOfOffsetDateTime(runAfter)
                    .addArrayOfString(worker)
                    .addArrayOfOffsetDateTime(startedAt)
                    .addArrayOfBoolean(ended)
                    .addArrayOfShort(progress)
                    .addArrayOfBuffer(output)
                    .addArrayOfString(errorCode)
                    .addArrayOfString(errorMessage)
                    .addArrayOfBoolean(errorRetryable);
        }
    }
}
