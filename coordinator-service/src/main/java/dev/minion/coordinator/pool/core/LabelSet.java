package dev.minion.coordinator.pool.core;

import java.util.Map;

/** Labels; workers with the same ones share one of these, so that a route looks at it once. */
final class LabelSet {

    /** Of who has none. */
    static final LabelSet NONE = new LabelSet(Map.of());

    final Map<String, String> labels;

    LabelSet(Map<String, String> labels) {
        this.labels = labels;
    }
}
