package dev.minion.ledger.state;

import dev.minion.contracts.FailureCode;
import dev.minion.contracts.records.Failed;
import dev.minion.contracts.tasks.DependencyPolicy;
import dev.minion.contracts.tasks.TaskError;
import dev.minion.contracts.tasks.TaskStatus;
import java.util.Locale;

/** What becomes of a task by what people and clocks ask for. */
public final class RequestRules {

    private RequestRules() {}

    /** Somebody wants it stopped: terminal at once, whether it runs or not. */
    public static Verdict cancel(TaskState state, String reason) {
        if (Transitions.terminal(state.status())) {
            return illegal(state, "cancelled");
        }
        String message = reason.isEmpty() ? "cancelled on request" : reason;
        TaskError error = AttemptRules.error(FailureCode.CANCELLED, message, false);
        return ended(state, TaskStatus.CANCELLED, error);
    }

    /** Somebody did it by hand. */
    public static Verdict complete(TaskState state) {
        if (state.status() == TaskStatus.BLOCKED
                || !Transitions.allowed(state.status(), TaskStatus.COMPLETED)) {
            return illegal(state, "completed");
        }
        boolean ended = Transitions.released(state.status());
        return new Verdict.Accepted(
                state.letGo().with(TaskStatus.COMPLETED).with((TaskError) null), ended);
    }

    /** Somebody declares it failed; a retryable error of a released task leads to its next run. */
    public static Verdict fail(TaskState state, Failed failed, Moment moment) {
        TaskError error = failed.getError();
        if (!Transitions.allowed(state.status(), TaskStatus.FAILED)) {
            return illegal(state, "failed");
        }
        if (error.getRetryable() && Transitions.released(state.status())) {
            return AttemptRules.failed(state, failed, moment);
        }
        return ended(
                state.withUsed(state.failures() + 1, state.crashes()), TaskStatus.FAILED, error);
    }

    /**
     * Somebody wants an ended task to run again, with a fresh budget.
     *
     * @param unmet dependencies that are still open
     */
    public static Verdict retry(TaskState state, int unmet, Moment moment) {
        if (!Transitions.unsuccessful(state.status())) {
            return illegal(state, "retried");
        }
        TaskState fresh = state.withUsed(0, 0).withUnmet(unmet).with((TaskError) null);
        TaskStatus next = unmet == 0 ? TaskStatus.READY : TaskStatus.BLOCKED;
        return new Verdict.Accepted(fresh.next(moment.epoch(), next, 0), false);
    }

    /** Its time has come: scheduled tasks become ready, ready ones have waited too long. */
    public static Verdict due(TaskState state, Moment moment) {
        if (state.status() == TaskStatus.SCHEDULED) {
            return !state.paused() && state.runAfterUs() <= moment.nowUs()
                    ? new Verdict.Accepted(state.release(moment.epoch()), false)
                    : new Verdict.Stale();
        }
        if (state.status() == TaskStatus.READY && state.queueMs() > 0) {
            TaskError error =
                    AttemptRules.error(
                            FailureCode.QUEUE_TIMEOUT,
                            "not started within " + state.queueMs() + " ms",
                            false);
            return ended(state, TaskStatus.TIMED_OUT, error);
        }
        return new Verdict.Stale();
    }

    /** Some of its dependencies are met now. */
    public static Verdict met(TaskState state, int count, Moment moment) {
        if (!blockedByDependencies(state)) {
            return new Verdict.Stale();
        }
        TaskState left = state.withUnmet(Math.max(0, state.unmet() - count));
        return new Verdict.Accepted(left.unmet() > 0 ? left : unblocked(left, moment), false);
    }

    /** One of its dependencies ended without completing. Not for the policy that ignores this. */
    public static Verdict unreachable(TaskState state, DependencyPolicy policy, String dependency) {
        return blockedByDependencies(state)
                ? ended(state, unreachable(policy), unreachable(policy, dependency))
                : new Verdict.Stale();
    }

    private static boolean blockedByDependencies(TaskState state) {
        return state.status() == TaskStatus.BLOCKED && !state.waitsForChildren();
    }

    /** The status of a task that can never start. */
    public static TaskStatus unreachable(DependencyPolicy policy) {
        return policy == DependencyPolicy.DEPENDENCY_SKIP
                ? TaskStatus.CANCELLED
                : TaskStatus.FAILED;
    }

    /** The error of a task that can never start. */
    public static TaskError unreachable(DependencyPolicy policy, String dependency) {
        FailureCode code =
                policy == DependencyPolicy.DEPENDENCY_SKIP
                        ? FailureCode.DEPENDENCY_SKIPPED
                        : FailureCode.DEPENDENCY_FAILED;
        return AttemptRules.error(code, "dependency " + dependency + " did not complete", false);
    }

    /** The status of a new task whose dependencies are known. */
    public static TaskStatus born(int unmet, long runAfterUs, long nowUs) {
        if (unmet > 0) {
            return TaskStatus.BLOCKED;
        }
        return runAfterUs > nowUs ? TaskStatus.SCHEDULED : TaskStatus.READY;
    }

    private static TaskState unblocked(TaskState state, Moment moment) {
        return state.held() || state.runAfterUs() > moment.nowUs()
                ? state.with(TaskStatus.SCHEDULED)
                : state.release(moment.epoch());
    }

    static Verdict ended(TaskState state, TaskStatus status, TaskError error) {
        boolean attemptEnded = Transitions.released(state.status());
        return new Verdict.Accepted(state.with(status).with(error), attemptEnded);
    }

    static Verdict illegal(TaskState state, String wish) {
        return new Verdict.Illegal("a task that is " + word(state.status()) + " cannot be " + wish);
    }

    static String word(TaskStatus status) {
        return status.name().toLowerCase(Locale.ROOT);
    }
}
