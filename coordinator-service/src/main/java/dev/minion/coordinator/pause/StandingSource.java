package dev.minion.coordinator.pause;

import dev.minion.contracts.ledger.PauseResult;
import dev.minion.contracts.ledger.Standing;
import dev.minion.contracts.ledger.StartPauseRequest;
import io.smallrye.mutiny.Uni;

/** Who knows what is paused. A failure means that the outcome is unknown. */
interface StandingSource {

    Uni<Standing> standing();

    Uni<PauseResult> start(StartPauseRequest request);
}
