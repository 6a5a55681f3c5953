package dev.minion.ledger.transition;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.minion.contracts.Ids;
import dev.minion.contracts.Limits;
import dev.minion.contracts.tasks.DependencyPolicy;
import dev.minion.contracts.tasks.Fence;
import dev.minion.contracts.tasks.RetryPolicy;
import dev.minion.contracts.tasks.Task;
import dev.minion.contracts.tasks.TaskError;
import dev.minion.contracts.tasks.TaskStatus;
import dev.minion.ledger.state.RetryRule;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** From rows to tasks as they travel, without their dependencies. */
public final class TaskRows {

    /**
     * Of a task {@code t}: named, and not {@code t.*}, or every statement that is prepared would
     * fail when a migration adds a column.
     */
    public static final String COLUMNS = columns("t.input");

    /** The same, where a large input need not come along: then it is null. */
    public static final String COLUMNS_WITH_SMALL_INPUT =
            columns("case when octet_length(t.input) <= %1$d then t.input end as input")
                            .formatted(Limits.INLINE_INPUT_BYTES)
                    + """
                    , (t.dependency_count > 0 or coalesce(octet_length(t.input), 0) > %1$d) as elided\
                    """
                            .formatted(Limits.INLINE_INPUT_BYTES);

    private static final RetryPolicy DEFAULT_RETRY =
            RetryPolicy.newBuilder()
                    .setMaxAttempts(RetryRule.DEFAULT.maxAttempts())
                    .setInitialDelayMs(RetryRule.DEFAULT.initialDelayMs())
                    .setBackoff(RetryRule.DEFAULT.backoff())
                    .setMaxDelayMs(RetryRule.DEFAULT.maxDelayMs())
                    .setJitter(RetryRule.DEFAULT.jitter())
                    .build();

    private TaskRows() {}

    private static String columns(String input) {
        return """
        t.id, t.namespace, t.name, t.type, t.priority, t.status, t.on_dependency_failure, \
        %s, t.output, t.failures, t.crashes, t.retry, t.timeouts, t.progress, t.version, \
        t.partition, t.epoch, t.attempt, t.description, t.assigned_to, t.created_by, t.metadata, \
        t.idempotency_key, t.parent_id, t.workflow_execution_id, t.workflow_step, \
        t.session_id, t.trace_parent, t.error_code, t.error_message, t.error_retryable, \
        t.run_after, t.created_at, t.updated_at, t.started_at, t.completed_at, \
        t.children_policy, t.dependency_count\
        """
                .formatted(input);
    }

    /** The task of a row of {@link #COLUMNS}. */
    public static Task.Builder task(Row row) {
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
        Short children = row.getShort("children_policy");
        if (children != null) {
            task.setChildren(ChildrenPolicies.of(children));
        }
        setTexts(task, row);
        setTimes(task, row);
        return task;
    }

    /**
     * The task of a row of {@link #COLUMNS_WITH_SMALL_INPUT}, or null where that is not all of it.
     */
    public static @Nullable Task whole(Row row) {
        return row.getBoolean("elided") ? null : task(row).build();
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
