package dev.minion.coordinator.pool.core;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Workers by what they can do. */
final class Squads {

    private final Map<Set<String>, Squad> squads = new HashMap<>();
    private final Map<String, List<Squad>> byType = new HashMap<>();

    /** Those whose workers can do the type. */
    List<Squad> of(String type) {
        return byType.getOrDefault(type, List.of());
    }

    /** One more worker has these capabilities. */
    Squad join(Set<String> capabilities) {
        Squad squad = squads.get(capabilities);
        if (squad == null) {
            squad = new Squad(capabilities);
            squads.put(capabilities, squad);
            for (String type : capabilities) {
                byType.computeIfAbsent(type, t -> new ArrayList<>()).add(squad);
            }
        }
        squad.members++;
        return squad;
    }

    /** A worker is in this squad no longer. */
    void leave(Squad squad) {
        if (squad != Squad.NONE && --squad.members == 0) {
            squads.remove(squad.capabilities);
            for (String type : squad.capabilities) {
                disband(type, squad);
            }
        }
    }

    private void disband(String type, Squad squad) {
        List<Squad> remaining = byType.getOrDefault(type, new ArrayList<>());
        remaining.remove(squad);
        if (remaining.isEmpty()) {
            byType.remove(type);
        }
    }
}
