package dev.minion.ledger.cache;

import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** How many changes had been heard of before tasks were read. */
public final class Reading {

    /** Of which nothing is kept. */
    public static final Reading IDLE = new Reading(0, Map.of());

    private final int hearing;
    private final Map<UUID, Integer> changes;

    Reading(int hearing, Map<UUID, Integer> changes) {
        this.hearing = hearing;
        this.changes = changes;
    }

    /** False where there is no cache that could keep what is read. */
    public boolean counts() {
        return !changes.isEmpty();
    }

    /** Whether nothing was heard since. */
    boolean holds(UUID id, int hearingNow, int changesNow) {
        @Nullable Integer before = changes.get(id);
        return before != null && before == changesNow && hearing == hearingNow;
    }
}
