package dev.minion.coordinator.schedule.core;

import dev.minion.contracts.records.ReadyTask;
import dev.minion.coordinator.pool.core.Fleet;
import dev.minion.coordinator.pool.core.Route;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The types and routings of which tasks wait, and which of them somebody serves. */
final class TypeQueues {

    private final Fleet fleet;
    private final Standing standing;
    private final Map<String, TypeQueue> types = new HashMap<>();

    /** Those of tasks with routing. */
    private final Map<TypeQueue.Need, TypeQueue> routed = new HashMap<>();

    /** Those that have tasks and workers. */
    private final Set<TypeQueue> runnable = new LinkedHashSet<>();

    TypeQueues(Fleet fleet, Standing standing) {
        this.fleet = fleet;
        this.standing = standing;
    }

    /** The queue of such tasks, which is new where none of them waits. */
    TypeQueue of(ReadyTask task) {
        String name = task.getType();
        if (!task.hasDemands() || !task.getDemands().hasRouting()) {
            TypeQueue known = types.get(name);
            return known != null ? known : new TypeQueue(name, serves(name, null));
        }
        TypeQueue.Need need = new TypeQueue.Need(name, task.getDemands().getRouting());
        TypeQueue known = routed.get(need);
        if (known != null) {
            return known;
        }
        Route route = fleet.routes().of(need.routing());
        return new TypeQueue(need, route, serves(name, route));
    }

    /** That of a type's tasks without routing; null where none waits. */
    @Nullable TypeQueue of(String type) {
        return types.get(type);
    }

    Iterable<TypeQueue> routed() {
        return routed.values();
    }

    Iterable<TypeQueue> runnable() {
        return runnable;
    }

    /** Whether somebody runs such tasks, and the type is not paused. */
    boolean serves(String type, @Nullable Route route) {
        boolean served = route == null ? fleet.serves(type) : fleet.routes().serve(type, route);
        return served && !standing.holdsType(type);
    }

    /** It has its first task. */
    void keep(TypeQueue type) {
        if (type.need == null) {
            types.put(type.type, type);
        } else {
            routed.put(type.need, type);
        }
        if (type.servable) {
            runnable.add(type);
        }
    }

    /** It has none left. */
    void forget(TypeQueue type) {
        runnable.remove(type);
        if (type.need == null) {
            types.remove(type.type);
        } else {
            routed.remove(type.need);
        }
    }

    /** One that has tasks is served from now on, or is not any more. */
    void serve(TypeQueue type, boolean servable) {
        type.servable = servable;
        if (servable) {
            runnable.add(type);
        } else {
            runnable.remove(type);
        }
    }
}
