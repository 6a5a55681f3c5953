package dev.minion.coordinator.schedule.core;

import dev.minion.contracts.records.ReadyTask;
import java.util.UUID;

/** A task in the window. */
final class Waiting {

    final UUID id;
    final long fence;
    final int priority;
    final ReadyTask task;
    final Lane lane;

    Waiting(UUID id, long fence, int priority, ReadyTask task, Lane lane) {
        this.id = id;
        this.fence = fence;
        this.priority = priority;
        this.task = task;
        this.lane = lane;
    }

    Rank rank() {
        return new Rank(priority, id);
    }
}
