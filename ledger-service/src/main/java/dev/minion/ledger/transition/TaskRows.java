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
import dev.minion.ledger.state.RunAfter;
import dev.minion.ledger.state.Transitions;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** From rows to tasks as they travel. */
public final class TaskRows {

    /**
     * Of a task {@code t}: named, and not {@code t.*}, or every statement that is prepared would
     * fail when a migration adds a column. {@link #whole} reads them.
     */
    public static final String COLUMNS =
            columns("t.input")
                    + """
                    , case when t.dependency_count > 0 then array(
                      select d.depends_on from ledger.task_dependencies d
                      where d.task_id = t.id order by d.position) end as dependencies\
                    """;

    /**
     * The same, where a large input need not come along: then it is null, and so are dependencies.
     */
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

    /** In the order in which {@link Fields} reads them. */
    private static String columns(String input) {
        return """
        t.id, t.namespace, t.name, t.type, t.priority, t.status, t.on_dependency_failure, \
        %s, t.output, t.failures, t.crashes, t.retry, t.timeouts, t.progress, t.version, \
        t.partition, t.epoch, t.attempt, t.description, t.assigned_to, t.created_by, t.metadata, \
        t.idempotency_key, t.parent_id, t.workflow_execution_id, t.workflow_step, \
        t.session_id, t.trace_parent, t.error_code, t.error_message, t.error_retryable, \
        t.run_after, t.created_at, t.updated_at, t.started_at, t.completed_at, \
        t.children_policy, t.demands, t.discarded_attempt, t.dependency_count\
        """
                .formatted(input);
    }

    /** The task of a row of {@link #COLUMNS}. */
    public static Task whole(Row row) {
        Fields fields = new Fields(row);
        Task.Builder task = fields.task();
        int dependencies = fields.integer();
        if (dependencies > 0) {
            for (UUID dependency : fields.ids()) {
                task.addDependencies(Ids.toBytes(dependency));
            }
        }
        return task.build();
    }

    /**
     * The task of a row of {@link #COLUMNS_WITH_SMALL_INPUT}, or null where that is not all of it.
     */
    public static @Nullable Task small(Row row) {
        return row.getBoolean("elided") ? null : new Fields(row).task().build();
    }

    /**
     * The columns of a row one after the other: to look for each by its name takes longer than to
     * read it.
     */
    private static final class Fields {

        private final Row row;
        private int next;

        Fields(Row row) {
            this.row = row;
            this.next = row.getColumnIndex("id");
        }

        Task.Builder task() {
            Task.Builder task =
                    Task.newBuilder()
                            .setId(id())
                            .setNamespace(text())
                            .setName(text())
                            .setType(text())
                            .setPriority(small())
                            .setStatus(TaskStatus.forNumber(small()))
                            .setOnDependencyFailure(DependencyPolicy.forNumber(small()))
                            .setInput(ReadyRows.bytes(buffer()))
                            .setOutput(ReadyRows.bytes(buffer()))
                            .setFailures(integer())
                            .setCrashes(integer())
                            .setRetry(retry(buffer()))
                            .setTimeouts(ReadyRows.timeouts(buffer()));
            Short progress = row.getShort(next++);
            task.setProgress(progress == null ? -1 : progress)
                    .setVersion(row.getLong(next++))
                    .setPartition(small())
                    .setFence(Fence.newBuilder().setEpoch(integer()).setAttempt(integer()));
            setTexts(task);
            setTimes(task);
            Short children = row.getShort(next++);
            if (children != null) {
                task.setChildren(ChildrenPolicies.of(children));
            }
            Buffer demands = buffer();
            if (demands != null) {
                task.setDemands(ReadyRows.demands(demands));
            }
            Integer discarded = row.getInteger(next++);
            return task.setDiscarded(
                    task.getStatus() == TaskStatus.DEAD
                            && discarded != null
                            && discarded == task.getFence().getAttempt());
        }

        private void setTexts(Task.Builder task) {
            task.setDescription(text())
                    .setAssignedTo(text())
                    .setCreatedBy(text())
                    .setMetadata(ByteString.copyFromUtf8(text()))
                    .setIdempotencyKey(text())
                    .setParentId(id())
                    .setWorkflowExecutionId(id())
                    .setWorkflowStep(text())
                    .setSessionId(text())
                    .setTraceParent(text());
            TaskError error =
                    TaskLocks.error(
                            row.getString(next++), row.getString(next++), row.getBoolean(next++));
            if (error != null) {
                task.setError(error);
            }
        }

        private void setTimes(Task.Builder task) {
            long runAfter = time();
            boolean scheduled = task.getStatus() == TaskStatus.SCHEDULED;
            boolean held = RunAfter.held(runAfter) && !Transitions.terminal(task.getStatus());
            task.setHeld(held)
                    .setPaused(held || (scheduled && runAfter == 0))
                    .setRunAfterUs(RunAfter.time(runAfter))
                    .setCreatedAtUs(time())
                    .setUpdatedAtUs(time())
                    .setStartedAtUs(time())
                    .setCompletedAtUs(time());
        }

        int integer() {
            return row.getInteger(next++);
        }

        UUID[] ids() {
            return row.getArrayOfUUIDs(next++);
        }

        private int small() {
            return row.getShort(next++);
        }

        private String text() {
            String text = row.getString(next++);
            return text == null ? "" : text;
        }

        private ByteString id() {
            UUID id = row.getUUID(next++);
            return id == null ? ByteString.EMPTY : Ids.toBytes(id);
        }

        private @Nullable Buffer buffer() {
            return row.getBuffer(next++);
        }

        private long time() {
            return Timestamps.fromColumn(row.getOffsetDateTime(next++));
        }
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
}
