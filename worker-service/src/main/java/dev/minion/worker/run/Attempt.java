package dev.minion.worker.run;

import com.google.protobuf.ByteString;
import dev.minion.contracts.FailureCode;
import dev.minion.contracts.Limits;
import dev.minion.contracts.records.Assignment;
import dev.minion.contracts.records.Completed;
import dev.minion.contracts.records.Failed;
import dev.minion.contracts.records.Progressed;
import dev.minion.contracts.records.Returned;
import dev.minion.contracts.records.Started;
import dev.minion.contracts.records.TaskEvent;
import dev.minion.contracts.tasks.TaskError;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One attempt on this worker, from its slot to its acknowledged end. Guarded by itself: the
 * handler's thread, the ticker, the reporter and the subscription meet here.
 */
public final class Attempt {

    private static final int MESSAGE_CHARS = 1_000;

    /** Why the handler's thread was interrupted. */
    private enum Stop {
        NONE,
        CANCELLED,
        TIMED_OUT,
        DRAINED
    }

    private final AttemptKey key;
    private final Assignment assignment;
    private @Nullable Thread thread;
    private boolean threadEnded;
    private Stop stop = Stop.NONE;
    private long begunNanos;
    private long startedAtUs;
    private long lastSignNanos;
    private boolean startedTold;
    private @Nullable Progressed progress;
    private @Nullable Progressed progressTaken;

    /** How long it may run, as its task says or as its handler has extended it; 0 for ever. */
    private long runMillis;

    private boolean extended;
    private TaskEvent.@Nullable Builder last;
    private boolean lastTaken;
    private boolean lastAcknowledged;
    private boolean queued;

    /** An attempt that has its slot and waits for its claim. */
    public Attempt(AttemptKey key, Assignment assignment) {
        this.key = key;
        this.assignment = assignment;
        this.runMillis = assignment.getTimeouts().getRunMs();
    }

    /** Which attempt this is. */
    public AttemptKey key() {
        return key;
    }

    /** What was assigned. */
    public Assignment assignment() {
        return assignment;
    }

    /** How many of the worker's slots it takes. */
    public int slots() {
        return Math.max(1, assignment.getSlots());
    }

    /** Whether it takes several slots and has not begun, which may be for want of them. */
    public synchronized boolean waits() {
        return slots() > 1 && thread == null && last == null;
    }

    /** Whether its outcome is unwanted before it has begun. */
    synchronized boolean isStopped() {
        return stop != Stop.NONE;
    }

    /** The thread that will run it; false where the attempt was stopped before it began. */
    synchronized boolean begin(Thread runner, long nowNanos, long nowUs) {
        if (stop != Stop.NONE || last != null) {
            return false;
        }
        thread = runner;
        begunNanos = nowNanos;
        lastSignNanos = nowNanos;
        startedAtUs = nowUs;
        return true;
    }

    /**
     * Keeps the newest progress for the reporter, and the newest details; true where the reporter
     * must be told.
     *
     * @param details JSON, empty where it has none
     */
    synchronized boolean progressed(
            int percent, String message, ByteString details, long nowNanos) {
        lastSignNanos = nowNanos;
        if (last != null) {
            return false;
        }
        ByteString data = details.isEmpty() && progress != null ? progress.getData() : details;
        progress =
                Progressed.newBuilder()
                        .setPercent(Math.clamp(percent, 0, 100))
                        .setMessage(message.substring(0, Math.min(message.length(), MESSAGE_CHARS)))
                        .setData(data)
                        .build();
        return queueOnce();
    }

    /**
     * Lets it run for so long from now on, which is a sign of life as well. What it had is never
     * shortened.
     *
     * @param longestMillis how long it may run in all; its run timeout, where that is longer
     * @return how long it may still run, in milliseconds; 0 for ever
     */
    synchronized long extend(long millis, long longestMillis, long nowNanos) {
        lastSignNanos = nowNanos;
        if (runMillis == 0) {
            return 0;
        }
        if (last == null) {
            long ran = (nowNanos - begunNanos) / 1_000_000;
            long most = Math.max(longestMillis, runMillis);
            runMillis = Math.max(runMillis, Math.min(ran + millis, most));
            extended = true;
        }
        return left(nowNanos);
    }

    /** How long it may still run where its handler has extended that, in milliseconds; else 0. */
    public synchronized long extendedLeft(long nowNanos) {
        return extended ? left(nowNanos) : 0;
    }

    private long left(long nowNanos) {
        return Math.max(1, runMillis - (nowNanos - begunNanos) / 1_000_000);
    }

    /** Notes a sign of life that nobody else has to hear of. */
    synchronized void alive(long nowNanos) {
        lastSignNanos = nowNanos;
    }

    synchronized boolean completed(ByteString output) {
        return end(TaskEvent.newBuilder().setCompleted(Completed.newBuilder().setOutput(output)));
    }

    synchronized boolean failed(String code, String message, boolean retryable) {
        return failed(code, message, retryable, Duration.ZERO);
    }

    synchronized boolean failed(
            String code, String message, boolean retryable, Duration retryAfter) {
        TaskEvent.Builder failure = failure(code, message, retryable, false);
        long millis = Math.clamp(millis(retryAfter), 0, Limits.LONGEST_RETRY_AFTER_MILLIS);
        failure.getFailedBuilder().setRetryAfterMs(millis);
        return end(failure);
    }

    private static long millis(Duration duration) {
        return TimeUnit.MILLISECONDS.convert(duration);
    }

    /** Hands the attempt back: it never began, or was interrupted by a drain. */
    public synchronized boolean returned(String reason) {
        return end(TaskEvent.newBuilder().setReturned(Returned.newBuilder().setReason(reason)));
    }

    /**
     * Stops an attempt whose outcome nobody wants: interrupts it, and reports nothing.
     *
     * @return true where it has no thread, so that the caller gives the slot back
     */
    public synchronized boolean cancel() {
        stop = Stop.CANCELLED;
        interrupt();
        return thread == null;
    }

    /** Interrupts a running attempt because the worker stops. */
    public synchronized void drain() {
        if (stop == Stop.NONE) {
            stop = Stop.DRAINED;
            interrupt();
        }
    }

    /** What the interrupted handler's end means; true where the reporter must be told. */
    synchronized boolean interrupted() {
        return switch (stop) {
            case CANCELLED, TIMED_OUT -> false;
            case DRAINED -> returned("the worker stops");
            case NONE -> failed(FailureCode.HANDLER_FAILED.code(), "interrupted", true);
        };
    }

    /** Looks at the time; true where the reporter must be told. */
    synchronized boolean tick(long nowNanos) {
        if (thread == null || last != null || stop == Stop.CANCELLED) {
            return false;
        }
        long run = millisToNanos(runMillis);
        if (run > 0 && nowNanos - begunNanos > run) {
            return timeOut(FailureCode.RUN_TIMEOUT, runMillis);
        }
        long sign = millisToNanos(assignment.getTimeouts().getHeartbeatMs());
        if (sign > 0 && nowNanos - lastSignNanos > sign) {
            return timeOut(
                    FailureCode.HEARTBEAT_TIMEOUT, assignment.getTimeouts().getHeartbeatMs());
        }
        return !startedTold && queueOnce();
    }

    private boolean timeOut(FailureCode code, long millis) {
        stop = Stop.TIMED_OUT;
        boolean tell = end(failure(code.code(), "no end after " + millis + " ms", true, true));
        interrupt();
        return tell;
    }

    /** Only a virtual thread is an attempt's own; others serve more than it. */
    private void interrupt() {
        if (thread != null && thread.isVirtual() && !threadEnded) {
            thread.interrupt();
        }
    }

    private static TaskEvent.Builder failure(
            String code, String message, boolean retryable, boolean timedOut) {
        return TaskEvent.newBuilder()
                .setFailed(
                        Failed.newBuilder()
                                .setTimedOut(timedOut)
                                .setError(
                                        TaskError.newBuilder()
                                                .setCode(code)
                                                .setMessage(message)
                                                .setRetryable(retryable)));
    }

    private boolean end(TaskEvent.Builder event) {
        if (last != null || stop == Stop.CANCELLED) {
            return false;
        }
        last = event;
        if (!mayComeAgain(event) || !hasDetails(progress)) {
            progress = null;
        }
        return queueOnce();
    }

    /** Whether a next attempt may want to know how far this one was. */
    private static boolean mayComeAgain(TaskEvent.Builder event) {
        return event.hasFailed() || event.hasReturned();
    }

    private static boolean hasDetails(@Nullable Progressed progress) {
        return progress != null && !progress.getData().isEmpty();
    }

    private boolean queueOnce() {
        boolean first = !queued;
        queued = true;
        return first;
    }

    /** Takes what is to be reported now: at most a start, the newest progress, and the end. */
    public synchronized List<TaskEvent> take(String workerId, long nowUs) {
        queued = false;
        List<TaskEvent> events = new ArrayList<>(1);
        if (last == null && !startedTold && thread != null) {
            startedTold = true;
            events.add(
                    filled(
                            TaskEvent.newBuilder().setStarted(Started.newBuilder()),
                            workerId,
                            nowUs));
        }
        if (progress != null) {
            events.add(filled(TaskEvent.newBuilder().setProgressed(progress), workerId, nowUs));
            progressTaken = hasDetails(progress) ? progress : progressTaken;
            progress = null;
        }
        if (last != null && !lastTaken) {
            lastTaken = true;
            events.add(filled(last, workerId, nowUs));
        }
        return events;
    }

    private TaskEvent filled(TaskEvent.Builder event, String workerId, long nowUs) {
        return event.setTaskId(assignment.getTaskId())
                .setPartition(assignment.getPartition())
                .setFence(assignment.getFence())
                .setWorkerId(workerId)
                .setAtUs(nowUs)
                .setStartedAtUs(startedAtUs)
                .build();
    }

    /** Whether its end is the only thing that was ever taken of it. */
    public synchronized boolean onlyItsEndWasTaken() {
        return lastTaken && !startedTold;
    }

    /** What was taken is durable; true where the slot is free. */
    public synchronized boolean acknowledged() {
        progressTaken = null;
        if (lastTaken) {
            lastAcknowledged = true;
        }
        return over();
    }

    /** What was taken did not get through: the end must be taken again, and details with it. */
    public synchronized boolean lostReport() {
        if (progress == null && (last == null || mayComeAgain(last))) {
            progress = progressTaken;
        }
        progressTaken = null;
        if (lastTaken && !lastAcknowledged) {
            lastTaken = false;
            return queueOnce();
        }
        return false;
    }

    /** The handler's thread has ended; true where the slot is free. */
    synchronized boolean threadEnded() {
        threadEnded = true;
        return over();
    }

    private boolean over() {
        boolean toldOrUnwanted = lastAcknowledged || stop == Stop.CANCELLED;
        return toldOrUnwanted && (thread == null || threadEnded);
    }

    /** Whether its end is known, and only waits to be acknowledged. */
    public synchronized boolean ended() {
        return last != null;
    }

    private static long millisToNanos(long millis) {
        return millis * 1_000_000L;
    }
}
