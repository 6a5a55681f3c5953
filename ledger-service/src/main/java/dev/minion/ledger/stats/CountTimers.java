package dev.minion.ledger.stats;

import dev.minion.ledger.timing.Repeating;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Future;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.function.Supplier;

/** Looks after the counts: each look begins a while after the last one has ended. */
@ApplicationScoped
class CountTimers {

    /** Between two looks whether a check is due, which any replica may have done. */
    private static final Duration LONGEST_LOOK = Duration.ofMinutes(1);

    private final Repeating repeating;
    private final CountConfig config;
    private final Compaction compaction;
    private final CountCheck check;

    CountTimers(Repeating repeating, CountConfig config, Compaction compaction, CountCheck check) {
        this.repeating = repeating;
        this.config = config;
        this.compaction = compaction;
        this.check = check;
    }

    void start(@Observes StartupEvent started) {
        repeating.untilQuiet(
                "compaction", config.compactEvery(), config.restEvery(), compaction::step);
        every("check", shorter(config.checkEvery(), LONGEST_LOOK), check::due);
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private void every(String name, Duration period, Supplier<? extends Future<?>> step) {
        repeating.everyOnSchema(name, period, period, step);
    }
}
