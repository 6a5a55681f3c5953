package dev.minion.ledger.payload;

import dev.minion.ledger.timing.Repeating;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;

/** Has payloads swept. */
@ApplicationScoped
class PayloadTimer {

    private final Repeating repeating;
    private final PayloadSweep sweep;
    private final Duration period;

    PayloadTimer(Repeating repeating, PayloadSweep sweep, PayloadConfig config) {
        this.repeating = repeating;
        this.sweep = sweep;
        this.period = config.sweepEvery();
    }

    void start(@Observes StartupEvent started) {
        repeating.everyOnSchema("sweep of payloads", period, period, sweep::step);
    }
}
