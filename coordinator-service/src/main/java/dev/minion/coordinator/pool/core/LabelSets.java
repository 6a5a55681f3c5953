package dev.minion.coordinator.pool.core;

import dev.minion.contracts.LabelSyntax;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** One set for all workers with the same labels. */
final class LabelSets {

    private final Map<Map<String, String>, LabelSet> sets = new HashMap<>();
    private final BitSet numbers = new BitSet();

    LabelSets() {
        numbers.set(LabelSet.NONE.number);
    }

    /** The set with these labels; none where they are not what labels may be. */
    LabelSet of(Map<String, String> labels) {
        if (labels.isEmpty()) {
            return LabelSet.NONE;
        }
        LabelSet known = sets.get(labels);
        if (known != null) {
            return known;
        }
        if (!LabelSyntax.isSound(labels)) {
            return LabelSet.NONE;
        }
        int number = numbers.nextClearBit(0);
        numbers.set(number);
        LabelSet made = new LabelSet(number, Map.copyOf(labels));
        sets.put(made.labels, made);
        return made;
    }

    /** Forgets what no worker has any more. */
    void keep(Collection<Worker> workers) {
        Set<LabelSet> used = new HashSet<>();
        for (Worker worker : workers) {
            used.add(worker.labels);
        }
        sets.values()
                .removeIf(
                        set -> {
                            boolean unused = !used.contains(set);
                            if (unused) {
                                numbers.clear(set.number);
                            }
                            return unused;
                        });
    }
}
