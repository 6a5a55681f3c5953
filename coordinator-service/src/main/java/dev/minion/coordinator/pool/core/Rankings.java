package dev.minion.coordinator.pool.core;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Who is preferred for each type, and for each route, as long as nothing else happens. */
final class Rankings {

    private final Balance balance;
    private final Squads squads;
    private final Breakers breakers;
    private final Map<String, Ranking> byType = new HashMap<>();
    private @Nullable Ranking asked;

    Rankings(Balance balance, Squads squads, Breakers breakers) {
        this.balance = balance;
        this.squads = squads;
        this.breakers = breakers;
    }

    /**
     * The preferred one of those that may take such a task now, or null.
     *
     * @param route what the task asks for beyond its type; null where nothing
     * @param version of the fleet
     */
    @Nullable Worker first(String type, @Nullable Route route, long version) {
        Map<String, Ranking> known = route == null ? byType : route.rankings;
        List<Squad> capable = squads.of(type);
        if (capable.isEmpty()) {
            known.remove(type);
            return null;
        }
        Ranking ranking = known.get(type);
        if (ranking == null || !ranking.isOf(version)) {
            TypeBreakers held = breakers.holding(type, route);
            ranking = new Ranking(type, version, balance, capable, route, held);
            known.put(type, ranking);
        }
        asked = ranking;
        return ranking.first();
    }

    /** The worker gets the task that was last asked for. */
    void chosen(Worker worker) {
        if (asked != null) {
            asked.chosen(worker);
        }
    }

    /** Nobody runs the type any more. */
    void forget(String type) {
        byType.remove(type);
    }
}
