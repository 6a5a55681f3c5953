package dev.minion.coordinator.schedule.core;

import dev.minion.contracts.Ids;
import dev.minion.contracts.ledger.AssignVerdict;
import dev.minion.contracts.ledger.OpenTask;
import dev.minion.contracts.records.ReadyTask;
import dev.minion.contracts.tasks.ExcessPolicy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** What follows from the limits of keys: refusals, the audit, and what is not to wait. */
final class FlowRules {

    /** What was granted so long before the ledger was asked is in its answer, if it is open. */
    private static final long SETTLED_NANOS = 2_000_000_000L;

    private static final String SUPERSEDED = "more tasks of its key are there than may run";

    private final Board board;
    private final Admission admission;

    FlowRules(Board board, Admission admission) {
        this.board = board;
        this.admission = admission;
    }

    /** They go back to where they waited, but for those that are not ours to send any more. */
    void refused(List<Event.Refusal> refusals, long now) {
        for (Event.Refusal refusal : refusals) {
            Effect.Assign assign = refusal.assignment();
            Attempt attempt = board.inFlight.get(assign.taskId());
            if (attempt != null
                    && attempt.phase == Attempt.Phase.UNCONFIRMED
                    && attempt.fence == Fences.of(assign.task().getFence())) {
                refused(attempt, refusal, now);
            }
        }
    }

    private void refused(Attempt attempt, Event.Refusal refusal, long now) {
        board.inFlight.remove(attempt, false);
        PartitionWindow window = board.window(attempt.partition);
        AssignVerdict verdict = refusal.verdict();
        boolean limit =
                verdict == AssignVerdict.ASSIGN_RATE || verdict == AssignVerdict.ASSIGN_CONCURRENCY;
        FairQueue queue = attempt.queue;
        if (limit && queue != null) {
            long pause =
                    verdict == AssignVerdict.ASSIGN_RATE
                            ? refusal.retryAfterNanos()
                            : board.policy.retryNanos();
            board.flows.pause(queue, verdict, now + pause);
            admission.fresh(refusal.assignment().task(), now);
        }
        if (verdict != AssignVerdict.ASSIGN_RATE && window != null) {
            // What is counted here is not what the ledger counts.
            window.auditAt = Math.min(window.auditAt, now);
        }
    }

    /**
     * Holds what is taken for running against what the ledger says. That it grants what may begin
     * keeps the limits; this keeps a slot from being taken for ever.
     *
     * @param askedAt when the ledger was asked
     */
    void audit(PartitionWindow window, List<OpenTask> open, long askedAt) {
        Set<UUID> ids = new HashSet<>();
        for (OpenTask task : open) {
            ids.add(Ids.fromBytes(task.getTask().getTaskId()));
        }
        List<Attempt> over = new ArrayList<>(0);
        for (Attempt attempt : board.inFlight.all()) {
            boolean sent =
                    attempt.phase == Attempt.Phase.UNCONFIRMED
                            || attempt.phase == Attempt.Phase.CONFIRMED;
            FairQueue queue = attempt.queue;
            if (attempt.partition == window.partition
                    && queue != null
                    && queue.isLimited()
                    && sent
                    && attempt.assignedAt != Attempt.NEVER
                    && askedAt - attempt.assignedAt >= SETTLED_NANOS
                    && !ids.contains(attempt.id)) {
                over.add(attempt);
            }
        }
        for (Attempt attempt : over) {
            board.flows.corrected();
            board.inFlight.remove(attempt, attempt.started);
        }
    }

    /** Tasks that are not to wait for a slot, once those that find one have been sent. */
    void cancelExcess(long now) {
        for (FairQueue queue : board.flows.takeCrowded()) {
            List<Waiting> waiting = queue.isFull() ? waiting(queue) : List.of();
            if (waiting.isEmpty()) {
                continue;
            }
            if (queue.flow().getOnExcess() == ExcessPolicy.EXCESS_CANCEL_NEWEST) {
                cancel(waiting);
            } else {
                int excess = Math.max(0, waiting.size() - queue.flow().getConcurrency());
                cancel(waiting.subList(0, excess));
                cancelRunning(queue, waiting.size() - excess, now);
            }
        }
    }

    /** The oldest first. None of those that wait for the end of a pause, and not for a slot. */
    private List<Waiting> waiting(FairQueue queue) {
        if (queue.onPause || board.standing.holdsAll()) {
            return List.of();
        }
        List<Waiting> waiting = new ArrayList<>(queue.waiting);
        for (Lane lane : queue.lanes) {
            if (!board.standing.holdsType(lane.type.type)) {
                waiting.addAll(lane.tasks.values());
            }
        }
        waiting.sort(Comparator.comparing(each -> each.id));
        return waiting;
    }

    private void cancel(List<Waiting> waiting) {
        for (Waiting each : waiting) {
            board.backlog.remove(each);
            ReadyTask task = each.task;
            board.emit(new Effect.CancelTask(task.getNamespace(), each.id, SUPERSEDED));
        }
    }

    /** As many of the oldest as wait; those that were asked for a while ago once more. */
    private void cancelRunning(FairQueue queue, int waiting, long now) {
        List<Attempt> running = new ArrayList<>(queue.running);
        for (Attempt attempt : board.inFlight.all()) {
            if (attempt.queue == queue) {
                running.add(attempt);
            }
        }
        running.sort(Comparator.comparing(attempt -> attempt.id));
        int count = Math.min(waiting, running.size());
        for (Attempt attempt : running.subList(0, count)) {
            boolean asked =
                    attempt.cancelAskedAt != Attempt.NEVER
                            && now - attempt.cancelAskedAt < board.policy.retryNanos();
            if (!asked) {
                attempt.cancelAskedAt = now;
                board.emit(new Effect.CancelTask(queue.tenant.namespace, attempt.id, SUPERSEDED));
            }
        }
        board.flows.crowds(queue);
    }
}
