package dev.minion.ledger.message;

import dev.minion.ledger.timing.Repeating;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;

/** Has messages expire. */
@ApplicationScoped
class MessageTimer {

    private final Repeating repeating;
    private final Expiry expiry;
    private final Duration period;

    MessageTimer(Repeating repeating, Expiry expiry, MessageConfig config) {
        this.repeating = repeating;
        this.expiry = expiry;
        this.period = config.expireEvery();
    }

    void start(@Observes StartupEvent started) {
        repeating.everyOnSchema("expiry of messages", period, period, expiry::step);
    }
}
