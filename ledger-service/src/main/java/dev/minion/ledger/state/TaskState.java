package dev.minion.ledger.state;

import dev.minion.contracts.tasks.Fence;
import dev.minion.contracts.tasks.TaskError;
import dev.minion.contracts.tasks.TaskStatus;
import org.jspecify.annotations.Nullable;

/**
 * What the rules know of a task: everything of it that changes while it runs.
 *
 * @param unmet dependencies that are not met yet
 * @param runAfterUs not to be released before, and whether it is held back: see {@link RunAfter}
 * @param queueMs milliseconds that it may be ready without being started; 0 where unlimited
 * @param assignedTo the worker that last reported, empty where none
 * @param startedAtUs by the worker's clock, 0 where it has not started
 * @param progress 0 to 100, -1 where unknown
 */
public record TaskState(
        TaskStatus status,
        int epoch,
        int attempt,
        int failures,
        int crashes,
        int unmet,
        long runAfterUs,
        long queueMs,
        RetryRule retry,
        String assignedTo,
        long startedAtUs,
        int progress,
        @Nullable TaskError error) {

    /** The fence as it goes over the wire. */
    public Fence fence() {
        return Fence.newBuilder().setEpoch(epoch).setAttempt(attempt).build();
    }

    /** True where a report with this fence is of the current attempt. */
    public boolean holds(Fence fence) {
        return fence.getEpoch() == epoch && fence.getAttempt() == attempt;
    }

    /**
     * True where it waits for somebody: it is held, or its runs are used up and its policy wants
     * somebody to look at it. It is scheduled, but for no time.
     */
    public boolean paused() {
        return status == TaskStatus.SCHEDULED && runAfterUs <= 0;
    }

    /** True where somebody has paused it by hand, or marked it to be paused. */
    public boolean held() {
        return RunAfter.held(runAfterUs);
    }

    /** Runs that count against the retry budget. */
    public int used() {
        return failures + crashes;
    }

    /**
     * True where its handler is done, and it waits for its children: it is blocked, and not by a
     * dependency.
     */
    public boolean waitsForChildren() {
        return status == TaskStatus.BLOCKED && unmet == 0;
    }

    TaskState with(TaskStatus next) {
        return new TaskState(
                next,
                epoch,
                attempt,
                failures,
                crashes,
                unmet,
                runAfterUs,
                queueMs,
                retry,
                assignedTo,
                startedAtUs,
                progress,
                error);
    }

    /** The same with another error. */
    public TaskState with(@Nullable TaskError cause) {
        return new TaskState(
                status,
                epoch,
                attempt,
                failures,
                crashes,
                unmet,
                runAfterUs,
                queueMs,
                retry,
                assignedTo,
                startedAtUs,
                progress,
                cause);
    }

    TaskState with(String worker, long startUs) {
        return new TaskState(
                status,
                epoch,
                attempt,
                failures,
                crashes,
                unmet,
                runAfterUs,
                queueMs,
                retry,
                worker,
                startUs == 0 ? startedAtUs : startUs,
                progress,
                error);
    }

    TaskState withProgress(int percent) {
        return new TaskState(
                status,
                epoch,
                attempt,
                failures,
                crashes,
                unmet,
                runAfterUs,
                queueMs,
                retry,
                assignedTo,
                startedAtUs,
                percent,
                error);
    }

    TaskState withUsed(int failed, int crashed) {
        return new TaskState(
                status,
                epoch,
                attempt,
                failed,
                crashed,
                unmet,
                runAfterUs,
                queueMs,
                retry,
                assignedTo,
                startedAtUs,
                progress,
                error);
    }

    /** Held back, with its time remembered. */
    TaskState hold() {
        return with(RunAfter.hold(runAfterUs));
    }

    /** Held back no more. */
    TaskState letGo() {
        return with(RunAfter.time(runAfterUs));
    }

    private TaskState with(long dueUs) {
        return new TaskState(
                status,
                epoch,
                attempt,
                failures,
                crashes,
                unmet,
                dueUs,
                queueMs,
                retry,
                assignedTo,
                startedAtUs,
                progress,
                error);
    }

    TaskState withUnmet(int count) {
        return new TaskState(
                status,
                epoch,
                attempt,
                failures,
                crashes,
                count,
                runAfterUs,
                queueMs,
                retry,
                assignedTo,
                startedAtUs,
                progress,
                error);
    }

    /** The next attempt, due at the given time: nothing of the last one remains but its error. */
    TaskState next(int currentEpoch, TaskStatus status, long dueUs) {
        return new TaskState(
                status,
                Math.max(epoch, currentEpoch),
                attempt + 1,
                failures,
                crashes,
                unmet,
                dueUs,
                queueMs,
                retry,
                "",
                0,
                -1,
                error);
    }

    /** The same of a run that is to be tried again: where it is held, it waits for somebody. */
    TaskState again(int currentEpoch, TaskStatus status, long dueUs) {
        return held()
                ? next(currentEpoch, TaskStatus.SCHEDULED, RunAfter.hold(dueUs))
                : next(currentEpoch, status, dueUs);
    }

    /** The first release, or that of an attempt issued already. */
    TaskState release(int currentEpoch) {
        return new TaskState(
                TaskStatus.READY,
                Math.max(epoch, currentEpoch),
                Math.max(attempt, 1),
                failures,
                crashes,
                unmet,
                runAfterUs,
                queueMs,
                retry,
                assignedTo,
                startedAtUs,
                progress,
                error);
    }
}
