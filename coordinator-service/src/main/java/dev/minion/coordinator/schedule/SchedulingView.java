package dev.minion.coordinator.schedule;

import dev.minion.coordinator.pool.WorkerView;
import dev.minion.coordinator.pool.core.Fleet;
import dev.minion.coordinator.pool.core.Worker;
import dev.minion.coordinator.pool.core.WorkerState;
import dev.minion.coordinator.schedule.core.Scheduler;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What others may know of the scheduler, as it was at the last tick. Immutable.
 *
 * @param workers by id
 * @param capabilities by type, of living workers
 */
public record SchedulingView(
        List<WorkerView> workers,
        Map<String, Placement.Capability> capabilities,
        int waiting,
        int inFlight,
        long assigned,
        long released,
        long corrections) {

    static final SchedulingView EMPTY = new SchedulingView(List.of(), Map.of(), 0, 0, 0, 0, 0);

    /**
     * Takes a picture, on the scheduler's thread.
     *
     * @param nanos now, on the scheduler's clock
     * @param wall the same moment for people
     */
    static SchedulingView of(Scheduler scheduler, Fleet fleet, long nanos, Instant wall) {
        Map<String, Placement.Capability> capabilities = new HashMap<>();
        for (Worker worker : fleet.workers()) {
            WorkerState state = worker.shownState();
            if (state == WorkerState.HEALTHY || state == WorkerState.SUSPECT) {
                for (String type : worker.capabilities()) {
                    capabilities.merge(
                            type,
                            new Placement.Capability(1, Math.max(0, worker.free())),
                            SchedulingView::sum);
                }
            }
        }
        List<WorkerView> workers =
                fleet.workers().stream()
                        .filter(worker -> worker.state() != WorkerState.EXPECTED)
                        .filter(Worker::wasHeard)
                        .map(worker -> view(worker, nanos, wall))
                        .sorted(Comparator.comparing(WorkerView::id))
                        .toList();
        return new SchedulingView(
                workers,
                Map.copyOf(capabilities),
                scheduler.waiting(),
                scheduler.inFlight(),
                scheduler.assigned(),
                scheduler.released(),
                scheduler.corrections());
    }

    private static Placement.Capability sum(Placement.Capability a, Placement.Capability b) {
        return new Placement.Capability(a.workers() + b.workers(), a.freeSlots() + b.freeSlots());
    }

    private static WorkerView view(Worker worker, long nanos, Instant wall) {
        var facts = worker.facts();
        return new WorkerView(
                worker.id(),
                facts.getName(),
                facts.getHost(),
                facts.getVersion(),
                facts.getRole(),
                worker.shownState().label(),
                worker.capabilities(),
                worker.labels(),
                facts.getCapacity(),
                worker.busy(),
                Math.max(0, worker.free()),
                wall.minusNanos(nanos - worker.heardAt()),
                Instant.EPOCH.plusNanos(facts.getStartedAtUs() * 1_000));
    }

    /** Living workers that run the type and take work. */
    List<WorkerView> capable(String type) {
        return workers.stream()
                .filter(
                        worker ->
                                worker.status().equals(WorkerState.HEALTHY.label())
                                        || worker.status().equals(WorkerState.SUSPECT.label()))
                .filter(worker -> worker.capabilities().contains(type))
                .toList();
    }

    long workersThatAre(WorkerState state) {
        return workers.stream().filter(w -> w.status().equals(state.label())).count();
    }
}
