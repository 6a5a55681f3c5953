package dev.minion.coordinator.schedule.core;

import java.util.HashSet;
import java.util.Set;

/**
 * What follows from pauses: nothing that they cover is sent, and what is under way goes on. A
 * paused type counts as one that nobody runs, and a paused queue is held as by its limits; of both
 * a window takes a quarter at most.
 */
final class PauseRules {

    private final Board board;
    private final Serving serving;

    PauseRules(Board board, Serving serving) {
        this.board = board;
        this.serving = serving;
    }

    /** The ledger has told what is paused and what pauses by itself. */
    void known(Event.StandingKnown told) {
        boolean first = !board.standing.isKnown();
        Paused before = board.standing.paused();
        Paused now = told.paused();
        board.standing.tell(now);
        board.errorRates.follow(now, told.rules());
        if (first || !now.equals(before)) {
            types(before.types(), now.types());
            queues();
        }
    }

    private void types(Set<String> before, Set<String> now) {
        Set<String> changed = new HashSet<>(before);
        changed.addAll(now);
        changed.removeIf(type -> before.contains(type) && now.contains(type));
        if (!changed.isEmpty()) {
            changed.forEach(serving::refresh);
            serving.refreshRoutes();
        }
    }

    /** Also those that may have to cancel something, which they did not while they were paused. */
    private void queues() {
        for (Tenant tenant : board.fairness.tenants()) {
            for (FairQueue queue : tenant.queues.values()) {
                boolean onPause = board.standing.holdsQueue(tenant.namespace, queue.key);
                if (onPause != queue.onPause) {
                    board.backlog.pause(queue, onPause);
                }
                if (queue.waiting > 0) {
                    board.flows.crowds(queue);
                }
            }
        }
        for (int i = 0; i < board.partitions(); i++) {
            PartitionWindow window = board.window(i);
            if (window != null) {
                window.resume();
            }
        }
    }
}
