package dev.minion.coordinator.pool.core;

import dev.minion.contracts.tasks.Preference;
import dev.minion.contracts.tasks.Routing;
import dev.minion.contracts.tasks.WorkerWish;
import dev.minion.coordinator.routing.BadSelectorException;
import dev.minion.coordinator.routing.Selector;
import java.util.ArrayList;
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

    private record Weighted(Selector selector, double weight) {}

    private final List<Selector> required = new ArrayList<>();
    private final List<Weighted> preferred = new ArrayList<>();
    private final @Nullable WorkerWish worker;
    private final @Nullable WorkerWish avoid;
    private final int slots;

    /** False where a selector is none, of which no coordinator should have taken a task. */
    private boolean readable = true;

    /** By labels: not a number where a requirement is not met, else what is preferred of them. */
    private final Map<LabelSet, Double> scores = new HashMap<>();

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
        return readable
                && candidate.facts.getCapacity() >= slots
                && (worker == null || worker.getPrefer() || names(worker, candidate))
                && (avoid == null || avoid.getPrefer() || !names(avoid, candidate))
                && !Double.isNaN(score(candidate.labels));
    }

    /** How much the worker is preferred, of those that a task may go to. */
    double preference(Worker candidate) {
        double preference = score(candidate.labels);
        if (worker != null && names(worker, candidate)) {
            preference += WISH_WEIGHT;
        }
        if (avoid != null && names(avoid, candidate)) {
            preference -= WISH_WEIGHT;
        }
        return preference;
    }

    private static boolean names(WorkerWish wish, Worker candidate) {
        return wish.getId().equals(candidate.id())
                || wish.getId().equals(candidate.facts.getName());
    }

    private double score(LabelSet set) {
        Double known = scores.get(set);
        if (known != null) {
            return known;
        }
        if (scores.size() >= KNOWN_SETS) {
            scores.clear();
        }
        double score = score(set.labels);
        scores.put(set, score);
        return score;
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
