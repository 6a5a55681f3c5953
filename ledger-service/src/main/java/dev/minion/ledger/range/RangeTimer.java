package dev.minion.ledger.range;

import dev.minion.ledger.migration.Schema;
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
    private final Schema schema;
    private final Ranges ranges;
    private final RangeConfig config;

    RangeTimer(Repeating repeating, Schema schema, Ranges ranges, RangeConfig config) {
        this.repeating = repeating;
        this.schema = schema;
        this.ranges = ranges;
        this.config = config;
    }

    void start(@Observes StartupEvent started) {
        var _ =
                schema.migrated()
                        .thenRun(
                                () ->
                                        repeating.every(
                                                "ranges", SOON, config.lookEvery(), ranges::step));
    }
}
