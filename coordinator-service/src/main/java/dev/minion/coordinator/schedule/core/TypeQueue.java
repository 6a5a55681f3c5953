package dev.minion.coordinator.schedule.core;

import dev.minion.contracts.tasks.Routing;
import dev.minion.coordinator.pool.core.Route;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All waiting tasks of one type; or those of them that ask for the same routing, which wait apart.
 */
final class TypeQueue {

    private static final int PRIORITIES = 11;

    /** Nothing has stood in its way. */
    static final long NEVER = Long.MAX_VALUE;

    /** What tells the tasks with routing apart. */
    record Need(String type, Routing routing) {}

    final String type;

    /** Null where its tasks ask for nothing beyond their type. */
    final @Nullable Need need;

    /** As {@link #need}. */
    final @Nullable Route route;

    /** True while some living worker can run its tasks, and the type is not paused. */
    boolean servable;

    /** Since when no worker has had the slots for its first task. */
    long blockedSince = NEVER;

    /** Those of its lanes that are not empty. */
    final Set<Lane> lanes = new LinkedHashSet<>();

    private final @Nullable Level[] levels = new Level[PRIORITIES];

    TypeQueue(String type, boolean servable) {
        this.type = type;
        this.servable = servable;
        this.need = null;
        this.route = null;
    }

    TypeQueue(Need need, Route route, boolean servable) {
        this.servable = servable;
        this.type = need.type();
        this.need = need;
        this.route = route;
    }

    Level level(int priority) {
        Level level = levels[priority];
        if (level == null) {
            level = new Level(this, priority);
            levels[priority] = level;
        }
        return level;
    }

    /** The lane whose first task is next, or null where none may be served. */
    @Nullable Lane next() {
        for (int priority = PRIORITIES - 1; priority >= 0; priority--) {
            Level level = levels[priority];
            if (level != null && !level.standing.isEmpty()) {
                return level.standing.first().standing.first().first();
            }
        }
        return null;
    }

    /** How many of its tasks that window has. */
    int held(PartitionWindow window) {
        int held = 0;
        for (Lane lane : lanes) {
            held += lane.partition == window ? lane.tasks.size() : 0;
        }
        return held;
    }

    private int held(WindowQueue queue) {
        int held = 0;
        for (Lane lane : lanes) {
            held += lane.windowQueue == queue ? lane.tasks.size() : 0;
        }
        return held;
    }

    /** The queue of the same window that has most of its tasks, and more than that one; or null. */
    @Nullable WindowQueue fatterThan(WindowQueue other) {
        WindowQueue fattest = null;
        int most = held(other) + 1;
        for (Lane lane : lanes) {
            if (lane.partition == other.window && held(lane.windowQueue) > most) {
                fattest = lane.windowQueue;
                most = held(fattest);
            }
        }
        return fattest;
    }

    /** The last of its tasks in that queue. */
    @Nullable Waiting last(WindowQueue queue) {
        Waiting last = null;
        for (Lane lane : lanes) {
            if (lane.windowQueue == queue) {
                Waiting candidate = lane.last();
                last = last == null || last.rank().before(candidate.rank()) ? candidate : last;
            }
        }
        return last;
    }
}
