package dev.minion.coordinator.task;

import java.util.UUID;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The ids of tasks that ended a moment ago, as many as fit: a later one may take the place of an
 * earlier one. For many threads.
 */
final class EndedLately {

    private static final int PLACES = 1 << 14;

    private final AtomicReferenceArray<@Nullable UUID> ids = new AtomicReferenceArray<>(PLACES);

    void add(UUID id) {
        ids.set(place(id), id);
    }

    boolean has(UUID id) {
        return id.equals(ids.get(place(id)));
    }

    private static int place(UUID id) {
        return (int) id.getLeastSignificantBits() & (PLACES - 1);
    }
}
