package dev.minion.coordinator.schedule.core;

import dev.minion.contracts.FailureCode;
import dev.minion.contracts.HandMark;
import dev.minion.contracts.Ids;
import dev.minion.contracts.records.TaskChange;
import dev.minion.contracts.tasks.TaskStatus;
import dev.minion.coordinator.pool.core.Worker;
import java.util.UUID;

/** What the ledger's accepted changes mean for slots and windows. */
final class ChangeRules {

    private static final double NANOS_A_MILLI = 1_000_000;

    private final Board board;

    ChangeRules(Board board) {
        this.board = board;
    }

    void changed(TaskChange change, long now) {
        learn(change, now);
        if (board.window(change.getPartition()) != null) {
            apply(change, now);
        }
        if (isReturn(change)) {
            // After its slot was given back, or the worker would seem to have one to spare.
            refused(change.getWorkerId());
        }
    }

    private void refused(String workerId) {
        Worker worker = board.fleet.worker(workerId);
        if (worker != null) {
            board.fleet.refused(worker);
        }
    }

    private void apply(TaskChange change, long now) {
        if (change.getAttemptEnded() || isTerminal(change.getStatus())) {
            ended(change, now);
        } else if (change.getStatus() == TaskStatus.RUNNING) {
            running(change, now);
        }
    }

    /** From every coordinator's outcomes, so that all of them learn the same. */
    private void learn(TaskChange change, long now) {
        if (isVerdict(change) && !wasTold(change)) {
            String worker = change.getWorkerId();
            String type = change.getType();
            boolean success = isSuccess(change);
            board.fleet.ended(worker, type, success, (double) change.getRunMs());
            if (isTelling(change)) {
                board.fleet.judged(worker, type, success, now);
                board.errorRates.ended(change.getNamespace(), type, !success, now);
            }
        }
    }

    /** It says whether its worker, and what it calls, are in good order. */
    private static boolean isTelling(TaskChange change) {
        return isVerdict(change)
                && (isSuccess(change) || !Blame.isOfTheTask(change.getErrorCode()));
    }

    /** What was told on a call is told by the log once more. */
    private boolean wasTold(TaskChange change) {
        Recents.Ended known = board.recents.get(Ids.fromBytes(change.getTaskId()));
        return known != null && known.fence() >= Fences.of(change.getFence());
    }

    /** An attempt has ended by its worker's doing, not because somebody stopped it. */
    private static boolean isVerdict(TaskChange change) {
        return change.getAttemptEnded()
                && !change.getWorkerId().isEmpty()
                && (isSuccess(change) || !change.getErrorCode().isEmpty())
                && !isStopped(change);
    }

    /** Completed, or blocked until its children have ended. */
    private static boolean isSuccess(TaskChange change) {
        return change.getStatus() == TaskStatus.COMPLETED
                || change.getStatus() == TaskStatus.BLOCKED;
    }

    /** It is ready again without an error: its worker did not take it. */
    private static boolean isReturn(TaskChange change) {
        return change.getAttemptEnded()
                && change.getStatus() == TaskStatus.READY
                && change.getErrorCode().isEmpty()
                && !change.getWorkerId().isEmpty();
    }

    private static boolean isTerminal(TaskStatus status) {
        return switch (status) {
            case COMPLETED, FAILED, CANCELLED, TIMED_OUT, DEAD -> true;
            default -> false;
        };
    }

    /** It ended over the head of its attempt, which is to stop. */
    private static boolean isStopped(TaskChange change) {
        return change.getStatus() == TaskStatus.CANCELLED
                || isPaused(change)
                || change.getErrorCode().equals(FailureCode.CHILD_FAILED.code());
    }

    /** Before it was known to run: whoever was sent the attempt must not begin it. */
    private static boolean isPaused(TaskChange change) {
        return change.getStatus() == TaskStatus.SCHEDULED
                && change.getErrorCode().equals(HandMark.PAUSED.code());
    }

    private void ended(TaskChange change, long now) {
        UUID id = Ids.fromBytes(change.getTaskId());
        long fence = Fences.of(change.getFence());
        boolean fenced = isStopped(change);
        board.recents.add(id, fence, fenced, now);
        Attempt attempt = board.inFlight.get(id);
        if (attempt != null && attempt.fence <= fence) {
            Worker worker = attempt.worker;
            if (fenced && worker != null) {
                board.cancel(worker, id, Fences.toFence(attempt.fence), "cancelled");
            }
            answered(attempt, change, now);
            count(attempt, change, fence, now);
            board.inFlight.remove(attempt, fenced);
        }
        Waiting waiting = board.backlog.get(id);
        if (waiting != null && waiting.fence <= fence) {
            board.backlog.remove(waiting);
        }
    }

    /** For the rates of its key, which its owner alone knows. */
    private void count(Attempt attempt, TaskChange change, long fence, long now) {
        FairQueue queue = attempt.queue;
        if (queue != null && attempt.fence == fence && isTelling(change)) {
            board.errorRates.ended(queue, !isSuccess(change), now);
        }
    }

    /** What the worker that was chosen made of it, and how soon. */
    private void answered(Attempt attempt, TaskChange change, long now) {
        Worker worker = attempt.worker;
        if (worker != null
                && attempt.assignedAt != Attempt.NEVER
                && worker.id().equals(change.getWorkerId())
                && isVerdict(change)) {
            boolean success = change.getStatus() == TaskStatus.COMPLETED;
            double millis = (now - attempt.assignedAt) / NANOS_A_MILLI;
            board.fleet.answered(worker, change.getType(), success, millis);
        }
    }

    private void running(TaskChange change, long now) {
        Attempt attempt = board.inFlight.get(Ids.fromBytes(change.getTaskId()));
        if (attempt != null && attempt.fence == Fences.of(change.getFence())) {
            attempt.started = true;
            if (attempt.phase != Attempt.Phase.PAUSED) {
                attempt.dueAt = Math.max(attempt.dueAt, now + board.policy.lostNanos());
            }
        }
    }
}
