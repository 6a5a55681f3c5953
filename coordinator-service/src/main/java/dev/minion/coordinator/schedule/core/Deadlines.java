package dev.minion.coordinator.schedule.core;

import dev.minion.contracts.Ids;
import dev.minion.contracts.ledger.Release;
import dev.minion.contracts.ledger.ReleaseReason;
import dev.minion.contracts.ledger.ReleaseResult;
import dev.minion.contracts.records.ReadyTask;
import dev.minion.coordinator.pool.core.Worker;
import dev.minion.coordinator.pool.core.WorkerState;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Leases, lost assignments and run timeouts: what happens because nothing happened. */
final class Deadlines {

    private final Board board;
    private final Admission admission;
    private final Link link;
    private long released;

    Deadlines(Board board, Admission admission, Link link) {
        this.board = board;
        this.admission = admission;
        this.link = link;
    }

    /** How many attempts the ledger has released at our request. */
    long released() {
        return released;
    }

    /** The log works. After a silence all leases and deadlines begin anew: it was us. */
    void linkProven(long now) {
        if (link.proven(now)) {
            board.fleet.renewLeases(now);
            for (Attempt attempt : board.inFlight.all()) {
                attempt.dueAt = Math.max(attempt.dueAt, now + board.policy.confirmNanos());
                attempt.runDueAt = Math.max(attempt.runDueAt, now + board.policy.runGraceNanos());
            }
        }
    }

    void probeAnswered(boolean durable, long now) {
        link.probeAnswered();
        if (durable) {
            linkProven(now);
        }
    }

    void tick(long now) {
        if (link.probe(now)) {
            board.emit(new Effect.Probe());
        }
        if (link.isProven(now)) {
            List<Worker> dead = board.fleet.age(now);
            if (!dead.isEmpty()) {
                lose(dead, now);
            }
        }
        sweep(now);
    }

    /** Spread, so that many that end together do not come back together. */
    private void lose(List<Worker> dead, long now) {
        for (Attempt attempt : board.inFlight.all()) {
            Worker worker = attempt.worker;
            if (worker != null && dead.contains(worker)) {
                long random = attempt.id.getLeastSignificantBits();
                long jitter = Math.floorMod(random, Math.max(1, board.policy.jitterNanos()));
                attempt.dueAt = now + jitter;
            }
        }
    }

    private void sweep(long now) {
        boolean deadlinesCount = link.isProven(now);
        List<Release> releases = new ArrayList<>();
        for (Attempt attempt : board.inFlight.all()) {
            if (attempt.phase == Attempt.Phase.PAUSED) {
                if (now >= attempt.dueAt) {
                    resume(attempt, now);
                }
            } else if (deadlinesCount
                    && attempt.phase != Attempt.Phase.RELEASING
                    && (now >= attempt.dueAt || now >= attempt.runDueAt)
                    && releases.size() < board.policy.releasesPerTick()) {
                releases.add(release(attempt, now));
            }
        }
        if (!releases.isEmpty()) {
            board.emit(new Effect.ReleaseAttempts(releases));
        }
    }

    private void resume(Attempt attempt, long now) {
        board.inFlight.remove(attempt, false);
        ReadyTask task = attempt.task;
        if (task != null) {
            admission.fresh(task, now);
        }
    }

    private Release release(Attempt attempt, long now) {
        attempt.phase = Attempt.Phase.RELEASING;
        return Release.newBuilder()
                .setTaskId(Ids.toBytes(attempt.id))
                .setFence(Fences.toFence(attempt.fence))
                .setReason(reason(attempt, now))
                .setDetail(detail(attempt))
                .setStarted(attempt.started)
                .build();
    }

    private static ReleaseReason reason(Attempt attempt, long now) {
        Worker worker = attempt.worker;
        if (worker != null && worker.state() == WorkerState.DEAD) {
            return ReleaseReason.WORKER_LOST;
        }
        return now >= attempt.runDueAt ? ReleaseReason.RUN_TIMEOUT : ReleaseReason.ASSIGNMENT_LOST;
    }

    private static String detail(Attempt attempt) {
        Worker worker = attempt.worker;
        return worker == null ? "" : worker.id();
    }

    void answered(List<Release> asked, List<ReleaseResult> results, long now) {
        int known = Math.min(asked.size(), results.size());
        for (int i = 0; i < known; i++) {
            answered(asked.get(i), results.get(i), now);
        }
        failed(asked.subList(known, asked.size()), now);
    }

    private void answered(Release asked, ReleaseResult result, long now) {
        UUID id = Ids.fromBytes(asked.getTaskId());
        long fence = Fences.of(asked.getFence());
        board.recents.add(id, fence, true, now);
        Attempt attempt = board.inFlight.get(id);
        if (attempt != null && attempt.fence == fence) {
            Worker worker = attempt.worker;
            boolean mayRun = attempt.started && worker != null && worker.state().alive();
            board.inFlight.remove(attempt, mayRun);
        }
        if (result.getReleased()) {
            released++;
            if (result.hasTask()) {
                admission.fresh(result.getTask(), now);
            }
        }
    }

    /** Whether they were released is not known; they are asked for again, not at once. */
    void failed(List<Release> asked, long now) {
        for (Release release : asked) {
            Attempt attempt = board.inFlight.get(Ids.fromBytes(release.getTaskId()));
            if (attempt != null
                    && attempt.phase == Attempt.Phase.RELEASING
                    && attempt.fence == Fences.of(release.getFence())) {
                Worker worker = attempt.worker;
                boolean lives = worker != null && worker.state().alive();
                attempt.phase =
                        attempt.started ? Attempt.Phase.CONFIRMED : Attempt.Phase.UNCONFIRMED;
                // Meanwhile the ledger may fold the outcome that it could not fold before.
                attempt.dueAt =
                        now + (lives ? board.policy.confirmNanos() : board.policy.retryNanos());
                if (now >= attempt.runDueAt) {
                    attempt.runDueAt = attempt.dueAt;
                }
            }
        }
    }

    /** Assignments that could not be sent wait a moment and go back to the window. */
    void assignmentsFailed(List<Effect.Assign> assignments, long now) {
        for (Effect.Assign assign : assignments) {
            Attempt attempt = board.inFlight.get(assign.taskId());
            if (attempt != null
                    && attempt.phase == Attempt.Phase.UNCONFIRMED
                    && attempt.fence == Fences.of(assign.task().getFence())) {
                board.inFlight.leaveWorker(attempt, false);
                attempt.phase = Attempt.Phase.PAUSED;
                attempt.task = assign.task();
                attempt.dueAt = now + board.policy.retryNanos();
            }
        }
    }
}
