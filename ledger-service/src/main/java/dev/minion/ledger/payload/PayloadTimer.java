package dev.minion.ledger.payload;

import dev.minion.ledger.migration.Schema;
import dev.minion.ledger.timing.Repeating;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;

/** Has payloads swept. */
@ApplicationScoped
class PayloadTimer {

    private final Repeating repeating;
    private final Schema schema;
    private final PayloadSweep sweep;
    private final Duration period;

    PayloadTimer(Repeating repeating, Schema schema, PayloadSweep sweep, PayloadConfig config) {
        this.repeating = repeating;
        this.schema = schema;
        this.sweep = sweep;
        this.period = config.sweepEvery();
    }

    void start(@Observes StartupEvent started) {
        var _ =
                schema.migrated()
                        .thenRun(
                                () ->
                                        repeating.every(
                                                "sweep of payloads", period, period, sweep::step));
    }
}
