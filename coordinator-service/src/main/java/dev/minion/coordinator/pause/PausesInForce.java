package dev.minion.coordinator.pause;

import dev.minion.contracts.ledger.Pause;
import dev.minion.contracts.ledger.PauseTarget;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/** What is paused, as this coordinator obeys it. Safe for any thread. */
@ApplicationScoped
public class PausesInForce {

    private volatile List<Pause> pauses = List.of();

    /** These are in force from now on, the oldest first. */
    void become(List<Pause> now) {
        pauses = List.copyOf(now);
    }

    /** How many there are. */
    int count() {
        return pauses.size();
    }

    /**
     * The oldest pause that covers such a task.
     *
     * @param key empty where it has none
     */
    public Optional<Pause> covering(String namespace, String type, String key) {
        return pauses.stream()
                .filter(pause -> covers(pause.getTarget(), namespace, type, key))
                .findFirst();
    }

    private static boolean covers(PauseTarget target, String namespace, String type, String key) {
        return switch (target.getScope()) {
            case PAUSE_EVERYTHING -> true;
            case PAUSE_NAMESPACE -> target.getNamespace().equals(namespace);
            case PAUSE_TYPE -> target.getType().equals(type);
            case PAUSE_KEY ->
                    target.getNamespace().equals(namespace) && target.getKey().equals(key);
            default -> false;
        };
    }
}
