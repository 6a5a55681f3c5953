package dev.minion.coordinator.pool.core;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The workers that can take a task of one type now, the preferred one first: a heap, made with one
 * look at all of them and good for all tasks that are assigned before anything else happens.
 * Assignments only make ranks rise, so whoever stands first with a rank of before is put into its
 * place, and the next one is looked at.
 */
final class Ranking {

    private final String type;
    private final Strategy strategy;
    private final long version;
    private final @Nullable Route route;
    private final @Nullable TypeBreakers held;
    private final List<Candidate> heap;

    /**
     * Looks at all workers with a free slot.
     *
     * @param version of the fleet that is looked at
     * @param squads those that can do the type
     * @param route what the tasks ask for beyond their type; null where nothing
     * @param held whom breakers hold back; null where nobody
     */
    Ranking(
            String type,
            long version,
            Balance balance,
            List<Squad> squads,
            @Nullable Route route,
            @Nullable TypeBreakers held) {
        this.type = type;
        this.route = route;
        this.held = held;
        this.version = version;
        this.strategy = balance.of(type);
        this.heap = candidates(balance.quality(), squads);
        for (int i = heap.size() / 2 - 1; i >= 0; i--) {
            sink(i);
        }
    }

    private List<Candidate> candidates(Quality quality, List<Squad> squads) {
        List<Candidate> all = new ArrayList<>(open(squads));
        boolean learns = strategy.learns();
        Skill usual = learns ? quality.usual(type) : Skill.UNKNOWN;
        for (int i = 0; i < squads.size(); i++) {
            List<Worker> open = squads.get(i).open();
            for (int j = 0; j < open.size(); j++) {
                Worker worker = open.get(j);
                if (isHeld(worker)) {
                    continue;
                }
                double preference = route == null ? 0 : preference(route, worker);
                if (Double.isNaN(preference)) {
                    continue;
                }
                Skill skill = learns ? quality.of(worker.id(), type) : Skill.UNKNOWN;
                Candidate candidate = new Candidate(worker, skill, usual);
                candidate.rank = strategy.rank(candidate);
                candidate.preference = preference;
                all.add(candidate);
            }
        }
        return all;
    }

    private static double preference(Route route, Worker worker) {
        return worker.isFreeFor(route.slots()) ? route.preference(worker) : Double.NaN;
    }

    private static int open(List<Squad> squads) {
        int open = 0;
        for (int i = 0; i < squads.size(); i++) {
            open += squads.get(i).open().size();
        }
        return open;
    }

    /** True where nothing but assignments has happened since that version of the fleet. */
    boolean isOf(long now) {
        return version == now;
    }

    /** The preferred one, or null where none has a free slot. */
    @Nullable Worker first() {
        while (!heap.isEmpty()) {
            Candidate first = heap.getFirst();
            if (!isFree(first.worker) || isHeld(first.worker)) {
                removeFirst();
                continue;
            }
            double rank = strategy.rank(first);
            if (rank <= first.rank) {
                return first.worker;
            }
            first.rank = rank;
            sink(0);
        }
        return null;
    }

    private boolean isFree(Worker worker) {
        return route == null ? worker.free() > 0 : worker.isFreeFor(route.slots());
    }

    private boolean isHeld(Worker worker) {
        return held != null && held.holds(worker);
    }

    /** A task goes to the worker; the strategy hears of it where it was the preferred one. */
    void chosen(Worker worker) {
        if (held != null) {
            held.sent(worker);
        }
        if (!heap.isEmpty() && heap.getFirst().worker == worker) {
            strategy.chosen(heap.getFirst());
        }
    }

    private void removeFirst() {
        Candidate last = heap.removeLast();
        if (!heap.isEmpty()) {
            var ignored = heap.set(0, last);
            sink(0);
        }
    }

    private void sink(int from) {
        Candidate sinking = heap.get(from);
        int at = from;
        for (int child = 2 * at + 1; child < heap.size(); child = 2 * at + 1) {
            int right = child + 1;
            if (right < heap.size() && heap.get(right).before(heap.get(child))) {
                child = right;
            }
            Candidate smaller = heap.get(child);
            if (!smaller.before(sinking)) {
                break;
            }
            var ignored = heap.set(at, smaller);
            at = child;
        }
        var ignored = heap.set(at, sinking);
    }
}
