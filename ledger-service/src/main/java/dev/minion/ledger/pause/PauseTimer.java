package dev.minion.ledger.pause;

import dev.minion.ledger.timing.Repeating;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Calls the upkeep of the pauses again and again. */
@ApplicationScoped
class PauseTimer {

    private final Repeating repeating;
    private final PauseUpkeep upkeep;
    private final PauseConfig config;

    PauseTimer(Repeating repeating, PauseUpkeep upkeep, PauseConfig config) {
        this.repeating = repeating;
        this.upkeep = upkeep;
        this.config = config;
    }

    void start(@Observes StartupEvent started) {
        repeating.everyOnSchema("pauses", config.upkeepEvery(), config.upkeepEvery(), upkeep::step);
    }
}
