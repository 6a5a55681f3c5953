package dev.minion.coordinator.task;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.protobuf.ByteString;
import dev.minion.contracts.Ids;
import dev.minion.contracts.PayloadRef;
import dev.minion.contracts.ledger.ProgressRecord;
import dev.minion.contracts.tasks.ChildrenPolicy;
import dev.minion.contracts.tasks.DependencyPolicy;
import dev.minion.contracts.tasks.RetryPolicy;
import dev.minion.contracts.tasks.Task;
import dev.minion.contracts.tasks.Timeouts;
import dev.minion.coordinator.http.TraceParent;
import dev.minion.coordinator.json.Durations;
import dev.minion.coordinator.json.JsonOut;
import org.jspecify.annotations.Nullable;

/** The public form of a task. Input, output and metadata go through as the bytes they are. */
public final class TaskJson {

    private static final int BYTES_WITHOUT_PAYLOAD = 1_400;
    private static final ByteString EMPTY_OBJECT = ByteString.copyFromUtf8("{}");

    private TaskJson() {}

    /** A document of one task. */
    public static JsonOut document(Task task) {
        int payload = task.getInput().size() + task.getOutput().size() + task.getMetadata().size();
        return write(new JsonOut(BYTES_WITHOUT_PAYLOAD + payload), task);
    }

    /** A task as the next element or document. */
    @CanIgnoreReturnValue
    public static JsonOut write(JsonOut out, Task task) {
        out.object();
        identity(out, task);
        state(out, task);
        rules(out, task);
        return times(out, task).endObject();
    }

    /** A progress record as the next element or document. */
    @CanIgnoreReturnValue
    static JsonOut write(JsonOut out, ProgressRecord record) {
        out.object().number("sequence", record.getSequence());
        percent(out, "percent", record.getPercent());
        return out.text("message", orNull(record.getMessage()))
                .raw("data", record.getData())
                .number("attempt", record.getAttempt())
                .time("at", record.getAtUs())
                .endObject();
    }

    private static void identity(JsonOut out, Task task) {
        out.uuid("id", task.getId())
                .text("namespace", task.getNamespace())
                .text("name", task.getName())
                .text("description", orNull(task.getDescription()))
                .text("type", task.getType())
                .number("priority", task.getPriority())
                .text("created_by", orNull(task.getCreatedBy()))
                .uuid("parent_id", task.getParentId())
                .text("session_id", orNull(task.getSessionId()))
                .uuid("workflow_execution_id", task.getWorkflowExecutionId())
                .text("workflow_step", orNull(task.getWorkflowStep()))
                .text("idempotency_key", orNull(task.getIdempotencyKey()));
        ByteString metadata = task.getMetadata();
        out.raw("metadata", metadata.isEmpty() ? EMPTY_OBJECT : metadata);
    }

    private static void state(JsonOut out, Task task) {
        out.text("status", Statuses.text(task.getStatus()))
                .number("attempt", task.getFence().getAttempt());
        if (task.getFence().getEpoch() > 0 && task.getFence().getAttempt() > 0) {
            out.object("fence")
                    .number("epoch", task.getFence().getEpoch())
                    .number("attempt", task.getFence().getAttempt())
                    .endObject();
        }
        out.number("failures", task.getFailures())
                .number("crashes", task.getCrashes())
                .text("assigned_to", orNull(task.getAssignedTo()));
        if (task.getPaused()) {
            out.bool("paused", true);
        }
        if (task.getDiscarded()) {
            out.bool("discarded", true);
        }
        percent(out, "progress", task.getProgress());
        payload(out, task, "input", task.getInput());
        payload(out, task, "output", task.getOutput());
        if (task.hasError()) {
            out.object("error")
                    .text("code", task.getError().getCode())
                    .text("message", task.getError().getMessage())
                    .bool("retryable", task.getError().getRetryable())
                    .endObject();
        } else {
            out.nothing("error");
        }
        if (task.getVersion() > 0) {
            out.number("version", task.getVersion());
        }
    }

    /** JSON as it is, or where a large one is to be had. */
    private static void payload(JsonOut out, Task task, String name, ByteString value) {
        PayloadRef large = PayloadRef.of(value);
        if (large == null) {
            out.raw(name, value);
            return;
        }
        out.nothing(name)
                .object(name + "_ref")
                .text("hash", large.hex())
                .number("size", large.size())
                .text("href", "/api/v1/tasks/" + Ids.fromBytes(task.getId()) + '/' + name)
                .endObject();
    }

    private static void rules(JsonOut out, Task task) {
        out.array("dependencies");
        for (ByteString dependency : task.getDependenciesList()) {
            out.uuid(dependency);
        }
        out.endArray()
                .text("on_dependency_failure", policy(task.getOnDependencyFailure()))
                .time("run_after", task.getRunAfterUs());
        if (task.hasChildren()) {
            children(out, task.getChildren());
        } else {
            out.nothing("children");
        }
        if (task.hasDemands()) {
            DemandsJson.write(out, task.getDemands());
        }
        RetryPolicy retry = task.getRetry();
        out.object("retry")
                .number("max_attempts", retry.getMaxAttempts())
                .text("initial_delay", Durations.format(retry.getInitialDelayMs()))
                .number("backoff", retry.getBackoff())
                .text("max_delay", Durations.format(retry.getMaxDelayMs()))
                .number("jitter", retry.getJitter())
                .array("non_retryable");
        for (String code : retry.getNonRetryableList()) {
            out.text(code);
        }
        out.endArray()
                .text("on_exhausted", retry.getPauseWhenExhausted() ? "pause" : "dead")
                .endObject();
        Timeouts timeouts = task.getTimeouts();
        out.object("timeouts")
                .text("queue", duration(timeouts.getQueueMs()))
                .text("run", duration(timeouts.getRunMs()))
                .text("heartbeat", duration(timeouts.getHeartbeatMs()))
                .endObject();
    }

    private static void children(JsonOut out, ChildrenPolicy policy) {
        out.object("children")
                .text("on_parent_end", policy.getCancelOnParentEnd() ? "cancel" : "leave")
                .text("on_child_failure", policy.getFailOnChildFailure() ? "fail" : "ignore")
                .text("on_completion", policy.getWaitOnCompletion() ? "wait" : "complete")
                .endObject();
    }

    private static JsonOut times(JsonOut out, Task task) {
        return out.time("created_at", task.getCreatedAtUs())
                .time("updated_at", task.getUpdatedAtUs())
                .time("started_at", task.getStartedAtUs())
                .time("completed_at", task.getCompletedAtUs())
                .text("trace_id", orNull(TraceParent.traceId(task.getTraceParent())));
    }

    private static void percent(JsonOut out, String name, int percent) {
        if (percent < 0) {
            out.nothing(name);
        } else {
            out.number(name, percent);
        }
    }

    /** The public name of a policy. */
    static String policy(DependencyPolicy policy) {
        return switch (policy) {
            case DEPENDENCY_SKIP -> "skip";
            case DEPENDENCY_IGNORE -> "ignore";
            default -> "fail";
        };
    }

    private static @Nullable String duration(long millis) {
        return millis == 0 ? null : Durations.format(millis);
    }

    private static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }
}
