package dev.minion.coordinator.pool.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Workers with the same capabilities; those with a free slot can be looked at in a row. */
final class Squad {

    /** Where a worker stands before it has told what it can do. */
    static final Squad NONE = new Squad(Set.of());

    final Set<String> capabilities;
    private final List<Worker> open = new ArrayList<>();
    int members;

    Squad(Set<String> capabilities) {
        this.capabilities = capabilities;
    }

    /** Those with a free slot, in no order. */
    List<Worker> open() {
        return open;
    }

    /** The worker has a free slot. */
    void open(Worker worker) {
        if (worker.place < 0) {
            worker.place = open.size();
            open.add(worker);
        }
    }

    /** The worker has none. */
    void close(Worker worker) {
        if (worker.place < 0) {
            return;
        }
        Worker last = open.removeLast();
        if (last != worker) {
            open.set(worker.place, last);
            last.place = worker.place;
        }
        worker.place = -1;
    }
}
