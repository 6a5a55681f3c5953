package dev.minion.coordinator.task;

import dev.minion.contracts.Ids;
import dev.minion.contracts.ledger.Pause;
import dev.minion.contracts.tasks.Task;
import dev.minion.contracts.tasks.TaskStatus;
import dev.minion.coordinator.pause.PausesInForce;
import dev.minion.coordinator.schedule.Placement;
import dev.minion.coordinator.schedule.RoutingFit;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/**
 * What this coordinator knows of a task beyond its row: it shows a ready one as assigned where its
 * scheduler has sent it to a worker.
 */
@ApplicationScoped
class Overlay {

    private final Placement placement;
    private final PausesInForce pauses;

    Overlay(Placement placement, PausesInForce pauses) {
        this.placement = placement;
        this.pauses = pauses;
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

    /** The pause that keeps the task from being sent. */
    Optional<Pause> pause(Task task) {
        return pauses.covering(
                task.getNamespace(), task.getType(), task.getDemands().getFlow().getKey());
    }

    private static Task assigned(Task task, Placement.Place place) {
        String worker = place.workerId();
        return task.toBuilder()
                .setStatus(TaskStatus.ASSIGNED)
                .setAssignedTo(worker == null ? "" : worker)
                .build();
    }
}
