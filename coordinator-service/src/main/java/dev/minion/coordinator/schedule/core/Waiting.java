package dev.minion.coordinator.schedule.core;

import dev.minion.contracts.records.ReadyTask;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

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

    /** The queue of its key, or null where it has none. */
    @Nullable FairQueue keyedQueue() {
        FairQueue queue = lane.line.queue;
        return queue.key.isEmpty() ? null : queue;
    }
}
