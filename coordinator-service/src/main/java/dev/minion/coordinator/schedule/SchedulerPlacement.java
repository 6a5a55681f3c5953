package dev.minion.coordinator.schedule;

import dev.minion.contracts.tasks.Routing;
import dev.minion.coordinator.schedule.core.Scheduler;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;

/** Answers from what the scheduler holds. */
@ApplicationScoped
class SchedulerPlacement implements Placement {

    private static final Capability NOBODY = new Capability(0, 0);

    private final Scheduling scheduling;

    SchedulerPlacement(Scheduling scheduling) {
        this.scheduling = scheduling;
    }

    @Override
    public Optional<Place> where(UUID taskId) {
        Scheduler.Whereabouts found = scheduling.where(taskId);
        if (found == null) {
            return Optional.empty();
        }
        State state = found.workerId() == null ? State.WINDOW : State.ASSIGNED;
        return Optional.of(new Place(state, found.workerId(), found.attempt(), found.ahead()));
    }

    @Override
    public Optional<Place> assigned(UUID taskId) {
        Scheduler.Whereabouts found = scheduling.assigned(taskId);
        return found == null
                ? Optional.empty()
                : Optional.of(
                        new Place(
                                State.ASSIGNED, found.workerId(), found.attempt(), found.ahead()));
    }

    @Override
    public boolean holds(String namespace, UUID taskId) {
        return scheduling.holds(namespace, taskId);
    }

    @Override
    public Capability capability(String type) {
        return scheduling.view().capabilities().getOrDefault(type, NOBODY);
    }

    @Override
    public RoutingFit fit(String type, Routing routing) {
        return RoutingFit.of(type, routing, scheduling.view().capable(type));
    }
}
