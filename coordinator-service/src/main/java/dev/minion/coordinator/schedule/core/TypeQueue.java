package dev.minion.coordinator.schedule.core;

import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** All waiting tasks of one type. */
final class TypeQueue {

    private static final int PRIORITIES = 11;

    final String type;

    /** True while some living worker runs the type. */
    boolean servable;

    /** Those of its lanes that are not empty. */
    final Set<Lane> lanes = new LinkedHashSet<>();

    private final @Nullable Level[] levels = new Level[PRIORITIES];

    TypeQueue(String type) {
        this.type = type;
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
}
