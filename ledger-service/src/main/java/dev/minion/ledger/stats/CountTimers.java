package dev.minion.ledger.stats;

import dev.minion.ledger.migration.Schema;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** Looks after the counts: each look begins a while after the last one has ended. */
@ApplicationScoped
class CountTimers {

    private static final Logger LOG = Logger.getLogger(CountTimers.class);

    /** Between two looks whether a check is due, which any replica may have done. */
    private static final Duration LONGEST_LOOK = Duration.ofMinutes(1);

    private final Vertx vertx;
    private final Schema schema;
    private final CountConfig config;
    private final Compaction compaction;
    private final CountCheck check;
    private volatile boolean stopped;

    CountTimers(
            Vertx vertx,
            Schema schema,
            CountConfig config,
            Compaction compaction,
            CountCheck check) {
        this.vertx = vertx;
        this.schema = schema;
        this.config = config;
        this.compaction = compaction;
        this.check = check;
    }

    void start(@Observes StartupEvent started) {
        var _ = schema.migrated().thenRun(this::begin);
    }

    void stop(@Observes ShutdownEvent ended) {
        stopped = true;
    }

    private void begin() {
        every("compaction", config.compactEvery(), compaction::step);
        every("check", shorter(config.checkEvery(), LONGEST_LOOK), check::due);
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private void every(String name, Duration period, Supplier<? extends Future<?>> step) {
        vertx.setTimer(
                period.toMillis(),
                timer -> {
                    if (!stopped) {
                        step.get()
                                .onFailure(
                                        failure ->
                                                LOG.debugf(
                                                        "step failed: name=%s reason=%s",
                                                        name, failure))
                                .onComplete(done -> every(name, period, step));
                    }
                });
    }
}
