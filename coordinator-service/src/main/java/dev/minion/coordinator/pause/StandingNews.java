package dev.minion.coordinator.pause;

import io.smallrye.mutiny.Uni;

/** Is told where something was paused, or no longer is, or a rule has changed. */
public interface StandingNews {

    /**
     * The ledger has it already. The item comes when this coordinator obeys it, or the ledger could
     * not be asked; there is no failure.
     */
    Uni<Void> changed();
}
