package dev.minion.coordinator.pool.core;

import dev.minion.contracts.tasks.Preference;
import dev.minion.contracts.tasks.Routing;
import dev.minion.contracts.tasks.WorkerWish;
import dev.minion.coordinator.routing.BadSelectorException;
import dev.minion.coordinator.routing.Selector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A task's routing, compiled: once for all tasks that ask for the same. What it says of a set of
 * labels it says of all workers that have it, so no selector is held against a worker twice.
 */
public final class Route {

    /** What a worker counts that a task would rather be on, or for not being the one to avoid. */
    static final double WISH_WEIGHT = 100;

    /** Sets of labels that are remembered; more than that are looked at anew. */
    private static final int KNOWN_SETS = 4_096;

    private static final int FEW_SETS = 16;

    private record Weighted(Selector selector, double weight) {}

    private final List<Selector> required = new ArrayList<>();
    private final List<Weighted> preferred = new ArrayList<>();
    private final @Nullable WorkerWish worker;
    private final @Nullable WorkerWish avoid;
    private final int slots;

    /** False where a selector is none, of which no coordinator should have taken a task. */
    private boolean readable = true;

    /** The sets of labels that were looked at, each at its number. */
    private @Nullable LabelSet[] known = new LabelSet[FEW_SETS];

    /** Of those: not a number where a requirement is not met, else what is preferred of them. */
    private double[] scores = new double[FEW_SETS];

    /** By type: who can take a task of this route now. */
    final Map<String, Ranking> rankings = new HashMap<>();

    /** Compiles the routing. */
    public Route(Routing routing) {
        this.worker = routing.hasWorker() ? routing.getWorker() : null;
        this.avoid = routing.hasAvoid() ? routing.getAvoid() : null;
        this.slots = Math.max(1, routing.getSlots());
        try {
            for (String selector : routing.getRequireList()) {
                required.add(Selector.parse(selector));
            }
            for (Preference preference : routing.getPreferList()) {
                preferred.add(
                        new Weighted(
                                Selector.parse(preference.getLabels()), preference.getWeight()));
            }
        } catch (BadSelectorException unreadable) {
            readable = false;
        }
    }

    /** How many slots of its worker a task takes. */
    public int slots() {
        return slots;
    }

    /** Whether a task may ever go to that worker. */
    boolean admits(Worker candidate) {
        return !Double.isNaN(preference(candidate));
    }

    /** How much the worker is preferred; not a number where no task may ever go there. */
    double preference(Worker candidate) {
        if (!readable || candidate.facts.getCapacity() < slots) {
            return Double.NaN;
        }
        double wishes = 0;
        if (worker != null) {
            boolean named = names(worker, candidate);
            if (!named && !worker.getPrefer()) {
                return Double.NaN;
            }
            wishes += named ? WISH_WEIGHT : 0;
        }
        if (avoid != null && names(avoid, candidate)) {
            if (!avoid.getPrefer()) {
                return Double.NaN;
            }
            wishes -= WISH_WEIGHT;
        }
        return wishes + score(candidate.labels);
    }

    private static boolean names(WorkerWish wish, Worker candidate) {
        return wish.getId().equals(candidate.id())
                || wish.getId().equals(candidate.facts.getName());
    }

    private double score(LabelSet set) {
        int number = set.number;
        if (number < known.length && known[number] == set) {
            return scores[number];
        }
        double score = score(set.labels);
        if (number < KNOWN_SETS) {
            remember(set, score);
        }
        return score;
    }

    private void remember(LabelSet set, double score) {
        if (set.number >= known.length) {
            int length = 2 * Integer.highestOneBit(set.number);
            known = Arrays.copyOf(known, length);
            scores = Arrays.copyOf(scores, length);
        }
        known[set.number] = set;
        scores[set.number] = score;
    }

    private double score(Map<String, String> labels) {
        for (Selector selector : required) {
            if (!selector.matches(labels)) {
                return Double.NaN;
            }
        }
        double score = 0;
        for (Weighted weighted : preferred) {
            score += weighted.selector.matches(labels) ? weighted.weight : 0;
        }
        return score;
    }
}
