package dev.minion.coordinator.schedule.core;

import dev.minion.contracts.ledger.AssignVerdict;
import dev.minion.contracts.tasks.ExcessPolicy;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * Which queues wait for their own limits. What runs is counted here only so that nothing is asked
 * for in vain: it is the ledger that grants, and it counts for itself.
 */
final class FlowControl {

    private record Pause(long until, FairQueue queue) {}

    private final Backlog backlog;
    private final PriorityQueue<Pause> pauses =
            new PriorityQueue<>(Comparator.comparingLong(Pause::until));

    /** Queues that may have more than may run, and do not let that wait. */
    private final Set<FairQueue> crowded = new LinkedHashSet<>();

    private long corrections;

    FlowControl(Backlog backlog) {
        this.backlog = backlog;
    }

    void began(FairQueue queue) {
        queue.running++;
        place(queue);
        crowds(queue);
    }

    void ended(FairQueue queue) {
        queue.running--;
        place(queue);
    }

    private void place(FairQueue queue) {
        if (queue.isHeld() != queue.placedAsHeld) {
            backlog.place(queue);
        }
    }

    /** One of the queue waits, or runs: it may have to cancel something. */
    void crowds(FairQueue queue) {
        ExcessPolicy policy = queue.flow().getOnExcess();
        if (policy == ExcessPolicy.EXCESS_CANCEL_NEWEST
                || policy == ExcessPolicy.EXCESS_CANCEL_OLDEST) {
            crowded.add(queue);
        }
    }

    /** Those that may have to cancel something; they are looked at once. */
    List<FairQueue> takeCrowded() {
        if (crowded.isEmpty()) {
            return List.of();
        }
        List<FairQueue> taken = List.copyOf(crowded);
        crowded.clear();
        return taken;
    }

    /** The ledger did not let one of the queue begin. */
    void pause(FairQueue queue, AssignVerdict why, long until) {
        queue.rateUsedUp = why == AssignVerdict.ASSIGN_RATE;
        queue.pausedUntil = until;
        pauses.add(new Pause(until, queue));
        queue.paused = true;
        place(queue);
    }

    /** Time has passed. */
    void wake(long now) {
        while (!pauses.isEmpty() && pauses.peek().until <= now) {
            FairQueue queue = pauses.remove().queue;
            if (queue.paused && queue.pausedUntil <= now) {
                queue.paused = false;
                place(queue);
            }
        }
    }

    /** What was counted here was not so. */
    void corrected() {
        corrections++;
    }

    long corrections() {
        return corrections;
    }
}
