package dev.minion.coordinator.task;

import dev.minion.contracts.Ids;
import dev.minion.contracts.tasks.Task;
import dev.minion.contracts.tasks.TaskStatus;
import dev.minion.coordinator.schedule.Placement;
import dev.minion.coordinator.schedule.RoutingFit;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Shows a ready task as assigned where this coordinator's scheduler has sent it to a worker. */
@ApplicationScoped
class Overlay {

    private final Placement placement;

    Overlay(Placement placement) {
        this.placement = placement;
    }

    /** The task as clients are to see it. */
    Task shown(Task task) {
        if (task.getStatus() != TaskStatus.READY) {
            return task;
        }
        return placement
                .assigned(Ids.fromBytes(task.getId()))
                .filter(place -> place.attempt() == task.getFence().getAttempt())
                .map(place -> assigned(task, place))
                .orElse(task);
    }

    /** Where the scheduler has a task. */
    Optional<Placement.Place> place(Task task) {
        return placement.where(Ids.fromBytes(task.getId()));
    }

    /** Who could run a type of task. */
    Placement.Capability capability(String type) {
        return placement.capability(type);
    }

    /** Who could run the task, where it asks for more than a type. */
    Optional<RoutingFit> fit(Task task) {
        return task.getDemands().hasRouting()
                ? Optional.of(placement.fit(task.getType(), task.getDemands().getRouting()))
                : Optional.empty();
    }

    private static Task assigned(Task task, Placement.Place place) {
        String worker = place.workerId();
        return task.toBuilder()
                .setStatus(TaskStatus.ASSIGNED)
                .setAssignedTo(worker == null ? "" : worker)
                .build();
    }
}
