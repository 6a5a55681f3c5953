package dev.minion.coordinator.task;

import dev.minion.contracts.Ids;
import dev.minion.contracts.tasks.Task;
import dev.minion.contracts.tasks.TaskStatus;
import dev.minion.coordinator.schedule.Placement;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import java.util.Optional;

/** Shows a ready task as assigned where this coordinator's scheduler has sent it to a worker. */
@ApplicationScoped
class Overlay {

    private final Instance<Placement> placements;

    Overlay(Instance<Placement> placements) {
        this.placements = placements;
    }

    /** The task as clients are to see it. */
    Task shown(Task task) {
        if (task.getStatus() != TaskStatus.READY) {
            return task;
        }
        return place(task)
                .filter(place -> place.state() == Placement.State.ASSIGNED)
                .filter(place -> place.attempt() == task.getFence().getAttempt())
                .map(place -> assigned(task, place))
                .orElse(task);
    }

    /** Where the scheduler has a task. */
    Optional<Placement.Place> place(Task task) {
        return placements.isResolvable()
                ? placements.get().where(Ids.fromBytes(task.getId()))
                : Optional.empty();
    }

    /** Who could run a type of task. */
    Optional<Placement.Capability> capability(String type) {
        return placements.isResolvable()
                ? Optional.of(placements.get().capability(type))
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
