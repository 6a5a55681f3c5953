package dev.minion.ledger.task;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.minion.contracts.Ids;
import dev.minion.contracts.tasks.DependencyPolicy;
import dev.minion.contracts.tasks.Fence;
import dev.minion.contracts.tasks.RetryPolicy;
import dev.minion.contracts.tasks.Task;
import dev.minion.contracts.tasks.TaskError;
import dev.minion.contracts.tasks.TaskStatus;
import dev.minion.ledger.state.RetryRule;
import dev.minion.ledger.transition.ReadyRows;
import dev.minion.ledger.transition.TaskLocks;
import dev.minion.ledger.transition.Timestamps;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** From rows of {@code select *} to tasks as they travel, without their dependencies. */
final class TaskRows {

    private static final RetryPolicy DEFAULT_RETRY =
            RetryPolicy.newBuilder()
                    .setMaxAttempts(RetryRule.DEFAULT.maxAttempts())
                    .setInitialDelayMs(RetryRule.DEFAULT.initialDelayMs())
                    .setBackoff(RetryRule.DEFAULT.backoff())
                    .setMaxDelayMs(RetryRule.DEFAULT.maxDelayMs())
                    .setJitter(RetryRule.DEFAULT.jitter())
                    .build();

    private TaskRows() {}

    static Task.Builder task(Row row) {
        Short progress = row.getShort("progress");
        Task.Builder task =
                Task.newBuilder()
                        .setId(Ids.toBytes(row.getUUID("id")))
                        .setNamespace(row.getString("namespace"))
                        .setName(row.getString("name"))
                        .setType(row.getString("type"))
                        .setPriority(row.getShort("priority"))
                        .setStatus(TaskStatus.forNumber(row.getShort("status")))
                        .setOnDependencyFailure(
                                DependencyPolicy.forNumber(row.getShort("on_dependency_failure")))
                        .setInput(ReadyRows.bytes(row.getBuffer("input")))
                        .setOutput(ReadyRows.bytes(row.getBuffer("output")))
                        .setFailures(row.getInteger("failures"))
                        .setCrashes(row.getInteger("crashes"))
                        .setRetry(retry(row.getBuffer("retry")))
                        .setTimeouts(ReadyRows.timeouts(row.getBuffer("timeouts")))
                        .setProgress(progress == null ? -1 : progress)
                        .setVersion(row.getLong("version"))
                        .setPartition(row.getShort("partition"))
                        .setFence(
                                Fence.newBuilder()
                                        .setEpoch(row.getInteger("epoch"))
                                        .setAttempt(row.getInteger("attempt")));
        setTexts(task, row);
        setTimes(task, row);
        return task;
    }

    private static void setTexts(Task.Builder task, Row row) {
        task.setDescription(text(row, "description"))
                .setAssignedTo(text(row, "assigned_to"))
                .setCreatedBy(text(row, "created_by"))
                .setMetadata(ByteString.copyFromUtf8(text(row, "metadata")))
                .setIdempotencyKey(text(row, "idempotency_key"))
                .setParentId(id(row.getUUID("parent_id")))
                .setWorkflowExecutionId(id(row.getUUID("workflow_execution_id")))
                .setWorkflowStep(text(row, "workflow_step"))
                .setSessionId(text(row, "session_id"))
                .setTraceParent(text(row, "trace_parent"));
        TaskError error =
                TaskLocks.error(
                        row.getString("error_code"),
                        row.getString("error_message"),
                        row.getBoolean("error_retryable"));
        if (error != null) {
            task.setError(error);
        }
    }

    private static void setTimes(Task.Builder task, Row row) {
        task.setRunAfterUs(time(row, "run_after"))
                .setCreatedAtUs(time(row, "created_at"))
                .setUpdatedAtUs(time(row, "updated_at"))
                .setStartedAtUs(time(row, "started_at"))
                .setCompletedAtUs(time(row, "completed_at"));
    }

    private static RetryPolicy retry(@Nullable Buffer stored) {
        if (stored == null) {
            return DEFAULT_RETRY;
        }
        try {
            return RetryPolicy.parseFrom(stored.getBytes());
        } catch (InvalidProtocolBufferException impossible) {
            throw new IllegalStateException("stored retry policy is not protobuf", impossible);
        }
    }

    private static long time(Row row, String column) {
        return Timestamps.fromColumn(row.getOffsetDateTime(column));
    }

    private static String text(Row row, String column) {
        String text = row.getString(column);
        return text == null ? "" : text;
    }

    private static ByteString id(@Nullable UUID id) {
        return id == null ? ByteString.EMPTY : Ids.toBytes(id);
    }
}
