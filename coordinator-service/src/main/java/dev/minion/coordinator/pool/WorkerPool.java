package dev.minion.coordinator.pool;

import java.util.List;
import java.util.Optional;

/** The workers this coordinator has heard of. Safe for many threads; never blocks. */
public interface WorkerPool {

    /** All of them, the dead ones of the last minutes included, by id. */
    List<WorkerView> workers();

    /** The worker of that id. */
    Optional<WorkerView> worker(String id);

    /**
     * Tells a worker to take no new work and to finish what runs.
     *
     * @return false where no such worker is known
     */
    boolean drain(String id);
}
