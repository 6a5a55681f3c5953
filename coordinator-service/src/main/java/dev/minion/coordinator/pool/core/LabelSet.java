package dev.minion.coordinator.pool.core;

import java.util.Map;

/** Labels; workers with the same ones share one of these, so that a route looks at it once. */
final class LabelSet {

    /** Of who has none. */
    static final LabelSet NONE = new LabelSet(0, Map.of());

    /** Small, and of no other set that a worker has now; one that is gone may have had it. */
    final int number;

    final Map<String, String> labels;

    LabelSet(int number, Map<String, String> labels) {
        this.number = number;
        this.labels = labels;
    }
}
