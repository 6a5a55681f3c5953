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

    /** Nothing has stood in its way. */
    static final long NEVER = Long.MAX_VALUE;

    /** What tells the tasks with routing apart. */
    record Need(String type, Routing routing) {}

    final String type;

    /** Null where its tasks ask for nothing beyond their type. */
    final @Nullable Need need;

    /** As {@link #need}. */
    final @Nullable Route route;

    /** True while some living worker can run its tasks. */
    boolean servable;

    /** Since when no worker has had the slots for its first task. */
    long blockedSince = NEVER;

    /** Those of its lanes that are not empty. */
    final Set<Lane> lanes = new LinkedHashSet<>();

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
}
