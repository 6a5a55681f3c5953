package dev.minion.coordinator.pause;

/** Is told where something was paused, or no longer is, or a rule has changed. */
public interface StandingNews {

    /** The ledger has it already; what it says now need not be waited for. */
    void changed();
}
