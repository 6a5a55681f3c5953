package dev.minion.coordinator.pool.core;

import java.util.Locale;

/** Whether a worker gets tasks of a type, after what it made of the last ones. */
public enum BreakerState {
    /** It gets them. */
    CLOSED,
    /** It gets none. */
    OPEN,
    /** It gets one at a time, on trial. */
    HALF_OPEN;

    /** As people read it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
