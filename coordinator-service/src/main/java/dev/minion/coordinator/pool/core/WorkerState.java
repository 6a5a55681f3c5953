package dev.minion.coordinator.pool.core;

import java.util.Locale;

/** What a worker is, as far as its heartbeats tell. */
public enum WorkerState {
    /** Named by somebody as the holder of an attempt, but not yet heard. */
    EXPECTED,
    /** Heard in time. */
    HEALTHY,
    /** Two heartbeats are missing: no new work. */
    SUSPECT,
    /** Finishes what it has, takes nothing new. */
    DRAINING,
    /** It said goodbye. */
    STOPPED,
    /** Its lease is over. */
    DEAD;

    /** True while its attempts may still be running there. */
    public boolean alive() {
        return this != STOPPED && this != DEAD;
    }

    /** As people read it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
