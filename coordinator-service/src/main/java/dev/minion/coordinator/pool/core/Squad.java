package dev.minion.coordinator.pool.core;

import java.util.Comparator;
import java.util.Set;
import java.util.TreeSet;

/** Workers with the same capabilities; those with a free slot stand in the order of preference. */
final class Squad {

    /** Where a worker stands before it has told what it can do. */
    static final Squad NONE = new Squad(Set.of(), Comparator.comparing(WorkerLoad::id));

    final Set<String> capabilities;
    final TreeSet<Worker> open;
    int members;

    Squad(Set<String> capabilities, Comparator<WorkerLoad> preference) {
        this.capabilities = capabilities;
        this.open = new TreeSet<>(preference);
    }
}
