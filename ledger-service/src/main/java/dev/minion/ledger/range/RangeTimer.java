package dev.minion.ledger.range;

import dev.minion.ledger.timing.Repeating;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;

/** Looks after the ranges: at the start, and now and then. */
@ApplicationScoped
class RangeTimer {

    private static final Duration SOON = Duration.ofSeconds(1);

    private final Repeating repeating;
    private final Ranges ranges;
    private final RangeConfig config;

    RangeTimer(Repeating repeating, Ranges ranges, RangeConfig config) {
        this.repeating = repeating;
        this.ranges = ranges;
        this.config = config;
    }

    void start(@Observes StartupEvent started) {
        repeating.everyOnSchema("ranges", SOON, config.lookEvery(), ranges::step);
    }
}
