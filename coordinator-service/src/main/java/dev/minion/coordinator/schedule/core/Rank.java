package dev.minion.coordinator.schedule.core;

import java.util.UUID;

/** A place in the order of work: the higher priority first, then the smaller (older) id. */
public record Rank(int priority, UUID id) implements Comparable<Rank> {

    /** Before every task. */
    static final Rank FIRST = new Rank(Integer.MAX_VALUE, new UUID(0, 0));

    @Override
    public int compareTo(Rank other) {
        return compare(priority, id, other.priority, other.id);
    }

    boolean before(Rank other) {
        return compareTo(other) < 0;
    }

    static int compare(int priority, UUID id, int otherPriority, UUID otherId) {
        int byPriority = Integer.compare(otherPriority, priority);
        return byPriority != 0 ? byPriority : id.compareTo(otherId);
    }
}
