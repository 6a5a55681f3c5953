package dev.minion.coordinator.pool.core;

import dev.minion.contracts.tasks.Routing;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What tasks ask for beyond their type, and which workers can give it. */
public final class Routes {

    private static final int KNOWN = 1_000;

    private final Collection<Worker> workers;
    private final Squads squads;
    private final Breakers breakers;

    /** Those that were asked for last, each of them compiled once. */
    private final Map<Routing, Route> routes =
            new LinkedHashMap<>(16, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<Routing, Route> eldest) {
                    return size() > KNOWN;
                }
            };

    Routes(Collection<Worker> workers, Squads squads, Breakers breakers) {
        this.workers = workers;
        this.squads = squads;
        this.breakers = breakers;
    }

    /** What a task's routing says, compiled. */
    public Route of(Routing routing) {
        Route known = routes.get(routing);
        if (known == null) {
            known = new Route(routing);
            routes.put(routing, known);
        }
        return known;
    }

    /** True where some living worker runs the type that such a task may go to, free or not. */
    public boolean serve(String type, Route route) {
        for (Worker worker : workers) {
            if (worker.serving() && may(worker, type, route)) {
                return true;
            }
        }
        return false;
    }

    /** True where some worker could take such a task now. */
    public boolean hasFree(String type, Route route) {
        List<Squad> capable = squads.of(type);
        for (int i = 0; i < capable.size(); i++) {
            List<Worker> open = capable.get(i).open();
            for (int j = 0; j < open.size(); j++) {
                if (open.get(j).isFreeFor(route.slots()) && route.admits(open.get(j))) {
                    return true;
                }
            }
        }
        return false;
    }

    /**
     * The worker that may let such a task wait for the slots of what it runs: the one with the
     * fewest to wait for; null where none may.
     */
    public @Nullable Worker patient(String type, Route route) {
        TypeBreakers held = breakers.holding(type, route);
        Worker best = null;
        for (Worker worker : workers) {
            if (worker.mayWaitFor(route.slots())
                    && may(worker, type, route)
                    && (held == null || !held.holds(worker))
                    && (best == null || worker.spare() > best.spare())) {
                best = worker;
            }
        }
        return best;
    }

    private static boolean may(Worker worker, String type, Route route) {
        return worker.squad.capabilities.contains(type) && route.admits(worker);
    }
}
