package dev.minion.coordinator.schedule;

import dev.minion.coordinator.pool.BreakerView;
import dev.minion.coordinator.pool.WorkerView;
import dev.minion.coordinator.pool.core.BreakerFacts;
import dev.minion.coordinator.pool.core.Fleet;
import dev.minion.coordinator.pool.core.Worker;
import dev.minion.coordinator.pool.core.WorkerState;
import dev.minion.coordinator.schedule.core.Scheduler;
import java.time.Instant;
import java.util.ArrayList;
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
        long corrections,
        int openBreakers,
        long breakerOpenings) {

    static final SchedulingView EMPTY =
            new SchedulingView(List.of(), Map.of(), 0, 0, 0, 0, 0, 0, 0);

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
        List<BreakerFacts> breakers = fleet.breakers().facts();
        List<WorkerView> workers =
                fleet.workers().stream()
                        .filter(worker -> worker.state() != WorkerState.EXPECTED)
                        .filter(Worker::wasHeard)
                        .map(worker -> view(worker, breakers, nanos, wall))
                        .sorted(Comparator.comparing(WorkerView::id))
                        .toList();
        for (BreakerFacts breaker : breakers) {
            List<WorkerView> capable = capable(workers, breaker.type());
            capabilities.put(breaker.type(), capability(breaker.type(), capable));
        }
        return new SchedulingView(
                workers,
                Map.copyOf(capabilities),
                scheduler.waiting(),
                scheduler.inFlight(),
                scheduler.assigned(),
                scheduler.released(),
                scheduler.corrections(),
                breakers.size(),
                fleet.breakers().openings());
    }

    /** Who could run a type of which some breaker is open. */
    private static Placement.Capability capability(String type, List<WorkerView> capable) {
        Taking taking = Taking.of(type, 1, capable);
        return new Placement.Capability(
                capable.size(),
                taking.workers().stream().mapToInt(WorkerView::freeSlots).sum(),
                taking.heldBack().size());
    }

    private static Placement.Capability sum(Placement.Capability a, Placement.Capability b) {
        return new Placement.Capability(a.workers() + b.workers(), a.freeSlots() + b.freeSlots());
    }

    private static List<BreakerView> breakers(
            Worker worker, List<BreakerFacts> breakers, long nanos, Instant wall) {
        List<BreakerView> own = new ArrayList<>(0);
        for (BreakerFacts breaker : breakers) {
            if (breaker.workerId().equals(worker.id())) {
                own.add(
                        new BreakerView(
                                breaker.type(),
                                breaker.state().label(),
                                breaker.failureRate(),
                                breaker.attempts(),
                                wall.plusNanos(breaker.retryAt() - nanos)));
            }
        }
        own.sort(Comparator.comparing(BreakerView::type));
        return own;
    }

    private static WorkerView view(
            Worker worker, List<BreakerFacts> breakers, long nanos, Instant wall) {
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
                Instant.EPOCH.plusNanos(facts.getStartedAtUs() * 1_000),
                breakers(worker, breakers, nanos, wall));
    }

    /** Living workers that run the type and take work. */
    List<WorkerView> capable(String type) {
        return capable(workers, type);
    }

    private static List<WorkerView> capable(List<WorkerView> workers, String type) {
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
