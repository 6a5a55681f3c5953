package dev.minion.ledger.state;

import dev.minion.contracts.FailureCode;
import dev.minion.contracts.ledger.ReleaseReason;
import dev.minion.contracts.records.Failed;
import dev.minion.contracts.records.Progressed;
import dev.minion.contracts.records.TaskEvent;
import dev.minion.contracts.tasks.Fence;
import dev.minion.contracts.tasks.TaskError;
import dev.minion.contracts.tasks.TaskStatus;

/** What becomes of a task by what is reported of its attempt. */
public final class AttemptRules {

    private AttemptRules() {}

    /** A worker's report. */
    public static Verdict fold(TaskState state, TaskEvent event, Moment moment) {
        if (!current(state, event.getFence())) {
            return repeated(state, event) ? new Verdict.Duplicate() : new Verdict.Stale();
        }
        TaskState seen = state.with(event.getWorkerId(), event.getStartedAtUs());
        return switch (event.getEventCase()) {
            case STARTED -> started(state, seen);
            case PROGRESSED -> progressed(seen, event.getProgressed());
            case COMPLETED -> completed(seen);
            case FAILED -> failed(seen, event.getFailed(), moment);
            case RETURNED -> returned(state, moment);
            case EVENT_NOT_SET -> new Verdict.Stale();
        };
    }

    /** True where a report with this fence may change the task. */
    public static boolean current(TaskState state, Fence fence) {
        return state.holds(fence) && Transitions.released(state.status());
    }

    /**
     * A coordinator's word that it is about to send the attempt to a worker. Said again it is a
     * duplicate; of an attempt that another worker was to get, it is stale.
     */
    public static Verdict assign(TaskState state, Fence fence, String worker) {
        if (!state.holds(fence)) {
            return new Verdict.Stale();
        }
        return switch (state.status()) {
            case READY ->
                    new Verdict.Accepted(state.with(worker, 0).with(TaskStatus.ASSIGNED), false);
            case ASSIGNED ->
                    state.assignedTo().equals(worker)
                            ? new Verdict.Duplicate()
                            : new Verdict.Stale();
            default -> new Verdict.Stale();
        };
    }

    /**
     * A coordinator's word that an attempt is lost or late.
     *
     * @param started a heartbeat or an event had named it as running
     */
    public static Verdict release(
            TaskState state,
            Fence fence,
            ReleaseReason reason,
            String detail,
            boolean started,
            Moment moment) {
        if (!current(state, fence)) {
            return new Verdict.Stale();
        }
        return switch (reason) {
            case WORKER_LOST ->
                    started || state.status() == TaskStatus.RUNNING
                            ? crashed(state, detail, moment)
                            : returned(state, moment);
            case RUN_TIMEOUT -> late(state, FailureCode.RUN_TIMEOUT, detail, moment);
            case HEARTBEAT_TIMEOUT -> late(state, FailureCode.HEARTBEAT_TIMEOUT, detail, moment);
            case ASSIGNMENT_LOST, RELEASE_REASON_UNSPECIFIED, UNRECOGNIZED ->
                    returned(state, moment);
        };
    }

    private static boolean repeated(TaskState state, TaskEvent event) {
        if (!state.holds(event.getFence())) {
            return false;
        }
        return switch (event.getEventCase()) {
            case COMPLETED -> state.status() == TaskStatus.COMPLETED || state.waitsForChildren();
            case FAILED -> Transitions.unsuccessful(state.status());
            case STARTED, PROGRESSED ->
                    Transitions.terminal(state.status()) || state.waitsForChildren();
            case RETURNED, EVENT_NOT_SET -> false;
        };
    }

    private static Verdict started(TaskState state, TaskState seen) {
        return state.status() == TaskStatus.RUNNING
                ? new Verdict.Duplicate()
                : new Verdict.Accepted(seen.with(TaskStatus.RUNNING), false);
    }

    private static Verdict progressed(TaskState seen, Progressed progress) {
        int percent = Math.clamp(progress.getPercent(), 0, 100);
        return new Verdict.Accepted(seen.with(TaskStatus.RUNNING).withProgress(percent), false);
    }

    private static Verdict completed(TaskState seen) {
        return new Verdict.Accepted(
                seen.letGo().with(TaskStatus.COMPLETED).with((TaskError) null), true);
    }

    /** The handler said no, or ran out of time. Shared with the requests to fail a task. */
    static Verdict failed(TaskState state, Failed failed, Moment moment) {
        TaskState counted =
                state.withUsed(state.failures() + 1, state.crashes()).with(failed.getError());
        return new Verdict.Accepted(afterFailure(counted, failed, moment), true);
    }

    private static TaskState afterFailure(TaskState counted, Failed failed, Moment moment) {
        RetryRule retry = counted.retry();
        TaskError error = failed.getError();
        boolean retryable = error.getRetryable() && !retry.nonRetryable().contains(error.getCode());
        if (retryable && counted.used() < retry.maxAttempts()) {
            return retried(counted, failed.getRetryAfterMs(), moment);
        }
        if (retryable && retry.pauses()) {
            return paused(counted, moment);
        }
        if (failed.getTimedOut()) {
            return counted.with(TaskStatus.TIMED_OUT);
        }
        return counted.with(
                retryable && retry.maxAttempts() > 1 ? TaskStatus.DEAD : TaskStatus.FAILED);
    }

    private static TaskState paused(TaskState counted, Moment moment) {
        return counted.next(moment.epoch(), TaskStatus.SCHEDULED, 0);
    }

    private static TaskState retried(TaskState counted, long retryAfterMs, Moment moment) {
        long delayMs = counted.retry().delayMs(counted.used(), retryAfterMs, moment.random());
        return delayMs <= 0
                ? counted.again(moment.epoch(), TaskStatus.READY, 0)
                : counted.again(
                        moment.epoch(), TaskStatus.SCHEDULED, moment.nowUs() + delayMs * 1_000);
    }

    private static Verdict late(TaskState state, FailureCode code, String detail, Moment moment) {
        TaskError error = error(code, detail.isEmpty() ? code.code() : detail, true);
        return failed(state, Failed.newBuilder().setError(error).setTimedOut(true).build(), moment);
    }

    /** A first crash is most likely the worker's fault, and goes on at once; later ones wait. */
    private static Verdict crashed(TaskState state, String detail, Moment moment) {
        String message = detail.isEmpty() ? "its worker was lost" : detail;
        TaskState counted =
                state.withUsed(state.failures(), state.crashes() + 1)
                        .with(error(FailureCode.WORKER_LOST, message, true));
        if (counted.used() >= counted.retry().maxAttempts()) {
            return new Verdict.Accepted(
                    counted.retry().pauses()
                            ? paused(counted, moment)
                            : counted.with(TaskStatus.DEAD),
                    true);
        }
        return new Verdict.Accepted(
                counted.crashes() == 1
                        ? counted.again(moment.epoch(), TaskStatus.READY, 0)
                        : retried(counted, 0, moment),
                true);
    }

    /** Never started: the next attempt at once, and no retry is burnt. */
    private static Verdict returned(TaskState state, Moment moment) {
        return new Verdict.Accepted(state.again(moment.epoch(), TaskStatus.READY, 0), true);
    }

    static TaskError error(FailureCode code, String message, boolean retryable) {
        return TaskError.newBuilder()
                .setCode(code.code())
                .setMessage(message)
                .setRetryable(retryable)
                .build();
    }
}
