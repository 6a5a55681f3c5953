package dev.minion.coordinator.schedule.core;

import dev.minion.contracts.ledger.PauseTarget;
import java.util.Set;

/**
 * What is paused beyond single tasks.
 *
 * @param types in all namespaces
 */
public record Paused(
        boolean everything, Set<String> namespaces, Set<String> types, Set<KeyName> keys) {

    /** All goes on. */
    public static final Paused NOTHING = new Paused(false, Set.of(), Set.of(), Set.of());

    public Paused {
        namespaces = Set.copyOf(namespaces);
        types = Set.copyOf(types);
        keys = Set.copyOf(keys);
    }

    /**
     * Whether such a task is not to be sent.
     *
     * @param key empty where it has none
     */
    public boolean covers(String namespace, String type, String key) {
        return everything || types.contains(type) || coversQueue(namespace, key);
    }

    /** Whether no task of the queue is to be sent, for its namespace or its key. */
    boolean coversQueue(String namespace, String key) {
        return (!namespaces.isEmpty() && namespaces.contains(namespace))
                || (!keys.isEmpty() && keys.contains(new KeyName(namespace, key)));
    }

    /** Whether just this is paused; what it is a part of may be nevertheless. */
    boolean contains(PauseTarget target) {
        return switch (target.getScope()) {
            case PAUSE_EVERYTHING -> everything;
            case PAUSE_NAMESPACE -> namespaces.contains(target.getNamespace());
            case PAUSE_TYPE -> types.contains(target.getType());
            case PAUSE_KEY -> keys.contains(new KeyName(target.getNamespace(), target.getKey()));
            default -> false;
        };
    }
}
