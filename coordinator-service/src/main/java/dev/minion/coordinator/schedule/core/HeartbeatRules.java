package dev.minion.coordinator.schedule.core;

import dev.minion.contracts.Ids;
import dev.minion.contracts.records.Heartbeat;
import dev.minion.contracts.records.RunningAttempt;
import dev.minion.coordinator.pool.core.Worker;
import dev.minion.coordinator.pool.core.WorkerState;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a heartbeat teaches: who lives, which assignments arrived, and what should not run. */
final class HeartbeatRules {

    /** A worker may name for a moment what it has just ended: heartbeat and outcome cross. */
    private static final long CROSSING_NANOS = 3_000_000_000L;

    /** More than any run timeout may be. */
    private static final long MOST_LEFT_MILLIS = 366L * 86_400_000;

    private final Board board;

    HeartbeatRules(Board board) {
        this.board = board;
    }

    void heard(Heartbeat heartbeat, long now) {
        Worker worker = board.fleet.hear(heartbeat, now);
        if (worker == null) {
            return;
        }
        int foreign = 0;
        int strays = 0;
        for (RunningAttempt running : heartbeat.getRunningList()) {
            if (board.window(running.getPartition()) == null) {
                foreign += slots(running);
            } else if (!belongs(worker, running, now)) {
                strays += slots(running);
            }
        }
        board.fleet.counted(worker, foreign, strays);
        if (worker.state() == WorkerState.STOPPED) {
            hasten(worker, now + board.policy.partingNanos());
        }
        if (worker.mustBeToldToDrain()) {
            board.emit(new Effect.DrainWorker(worker.id(), heartbeat.getAssignedPartition()));
        }
    }

    private static int slots(RunningAttempt running) {
        return Math.max(1, running.getSlots());
    }

    /** False where the worker runs what it should not, which it is told. */
    private boolean belongs(Worker worker, RunningAttempt running, long now) {
        UUID id = Ids.fromBytes(running.getTaskId());
        long fence = Fences.of(running.getFence());
        Attempt attempt = board.inFlight.get(id);
        if (attempt == null) {
            return belongsThoughUnknown(worker, id, running, now);
        }
        if (attempt.fence > fence) {
            board.cancel(worker, id, running.getFence(), "fenced");
            return false;
        }
        if (attempt.fence < fence) {
            board.inFlight.remove(attempt, false);
            adopt(worker, id, running, null, now);
            return true;
        }
        if (attempt.worker != worker) {
            board.inFlight.move(attempt, worker);
        }
        if (attempt.phase != Attempt.Phase.RELEASING) {
            confirm(attempt, running, now);
            extend(attempt, running, now);
        }
        return true;
    }

    private boolean belongsThoughUnknown(Worker worker, UUID id, RunningAttempt running, long now) {
        long fence = Fences.of(running.getFence());
        Recents.Ended ended = board.recents.get(id);
        if (ended != null && ended.fence() >= fence) {
            if (!ended.fenced() && now - ended.at() < CROSSING_NANOS) {
                return true;
            }
            board.cancel(worker, id, running.getFence(), "ended");
            return false;
        }
        Waiting waiting = board.backlog.get(id);
        if (waiting != null && waiting.fence > fence) {
            board.cancel(worker, id, running.getFence(), "fenced");
            return false;
        }
        if (waiting != null) {
            board.backlog.remove(waiting);
        }
        adopt(worker, id, running, waiting, now);
        return true;
    }

    private void adopt(
            Worker worker, UUID id, RunningAttempt running, @Nullable Waiting waiting, long now) {
        long runMillis = waiting == null ? 0 : waiting.task.getTimeouts().getRunMs();
        Attempt attempt =
                new Attempt(
                        id,
                        "",
                        Fences.of(running.getFence()),
                        running.getPartition(),
                        runMillis,
                        slots(running));
        attempt.queue = waiting == null ? null : waiting.keyedQueue();
        board.inFlight.adopt(attempt, worker);
        confirm(attempt, running, now);
        extend(attempt, running, now);
    }

    private void confirm(Attempt attempt, RunningAttempt named, long now) {
        attempt.phase = Attempt.Phase.CONFIRMED;
        attempt.task = null;
        attempt.dueAt = now + board.policy.lostNanos();
        if (!attempt.started && !named.getWaiting()) {
            attempt.started = true;
            if (attempt.runNanos > 0) {
                attempt.runDueAt = now + attempt.runNanos + board.policy.runGraceNanos();
            }
        }
    }

    /**
     * Its handler has taken more time. How much is left is told, not until when: the clocks of two
     * machines are never compared. What was granted before is never taken back.
     */
    private void extend(Attempt attempt, RunningAttempt running, long now) {
        if (running.getRunLeftMs() > 0) {
            long left = Math.min(running.getRunLeftMs(), MOST_LEFT_MILLIS) * 1_000_000;
            attempt.runDueAt =
                    Math.max(attempt.runDueAt, now + left + board.policy.runGraceNanos());
        }
    }

    /** What a worker that said goodbye still holds will not come back by itself. */
    private void hasten(Worker worker, long dueAt) {
        for (Attempt attempt : board.inFlight.all()) {
            if (attempt.worker == worker) {
                attempt.dueAt = Math.min(attempt.dueAt, dueAt);
            }
        }
    }
}
