package dev.minion.coordinator.schedule.core;

import java.util.TreeMap;
import java.util.UUID;

/** Waiting tasks of one type, priority and partition, the oldest first. */
final class Lane {

    final TypeQueue type;
    final PartitionWindow partition;
    final int priority;
    final TreeMap<UUID, Waiting> tasks = new TreeMap<>();

    Lane(TypeQueue type, PartitionWindow partition, int priority) {
        this.type = type;
        this.partition = partition;
        this.priority = priority;
    }

    Waiting first() {
        return tasks.firstEntry().getValue();
    }

    Waiting last() {
        return tasks.lastEntry().getValue();
    }

    static int inOrder(Lane a, Lane b) {
        return Rank.compare(a.priority, a.tasks.firstKey(), b.priority, b.tasks.firstKey());
    }
}
