package dev.minion.coordinator.schedule;

import dev.minion.coordinator.pool.WorkerPool;
import dev.minion.coordinator.pool.WorkerView;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/** The workers as the scheduler hears them, as of its last tick. */
@ApplicationScoped
class HeardWorkers implements WorkerPool {

    private final Scheduling scheduling;

    HeardWorkers(Scheduling scheduling) {
        this.scheduling = scheduling;
    }

    @Override
    public List<WorkerView> workers() {
        return scheduling.view().workers();
    }

    @Override
    public Optional<WorkerView> worker(String id) {
        return workers().stream().filter(worker -> worker.id().equals(id)).findFirst();
    }

    @Override
    public boolean drain(String id) {
        boolean known = worker(id).isPresent();
        if (known) {
            scheduling.drain(id);
        }
        return known;
    }
}
