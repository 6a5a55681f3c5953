package dev.minion.coordinator.schedule.core;

import java.util.TreeMap;
import java.util.UUID;

/** Waiting tasks of one type, priority and queue in one partition, the oldest first. */
final class Lane {

    /**
     * Which lane of a {@link WindowQueue}. Two queues whose keys have the same hash share a window
     * queue, and no lane.
     */
    record Place(FairQueue queue, TypeQueue type, int priority) {}

    final Place place;
    final TypeQueue type;
    final WindowQueue windowQueue;
    final PartitionWindow partition;
    final int priority;
    final QueueLine line;
    final TreeMap<UUID, Waiting> tasks = new TreeMap<>();

    /** True while its tasks may be served. */
    boolean standing;

    Lane(Place place, WindowQueue windowQueue) {
        this.place = place;
        this.type = place.type;
        this.priority = place.priority;
        this.windowQueue = windowQueue;
        this.partition = windowQueue.window;
        this.line = type.level(priority).line(place.queue);
        this.line.lanes++;
    }

    boolean isAt(FairQueue otherQueue, TypeQueue otherType, int otherPriority) {
        return type == otherType && priority == otherPriority && line.queue == otherQueue;
    }

    /** Whether its tasks could be served, were there slots: somebody runs them, and may. */
    boolean isServable() {
        return type.servable && !line.queue.onPause;
    }

    Waiting first() {
        return tasks.firstEntry().getValue();
    }

    Waiting last() {
        return tasks.lastEntry().getValue();
    }

    /** Whose first task goes first: by priority, then fairly, and by age within a queue. */
    static int inOrder(Lane a, Lane b) {
        if (a.priority != b.priority) {
            return Integer.compare(b.priority, a.priority);
        }
        FairQueue queue = a.line.queue;
        FairQueue other = b.line.queue;
        if (queue == other) {
            return a.tasks.firstKey().compareTo(b.tasks.firstKey());
        }
        return queue.tenant == other.tenant
                ? Contender.inOrder(queue, other)
                : Contender.inOrder(queue.tenant, other.tenant);
    }
}
