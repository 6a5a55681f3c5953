package dev.minion.coordinator.pause;

/** Somebody has changed what is paused. */
public interface StandingNews {

    /** Ask again now. */
    void changed();
}
