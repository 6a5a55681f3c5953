package dev.minion.ledger.retention;

import dev.minion.ledger.migration.Schema;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.InstantSource;

/** Calls the purger's step again and again: soon while there is work, else now and then. */
@ApplicationScoped
class RetentionTimer {

    private final Vertx vertx;
    private final Schema schema;
    private final Purger purger;
    private final RetentionConfig config;
    private final InstantSource clock;
    private volatile boolean stopped;

    RetentionTimer(
            Vertx vertx,
            Schema schema,
            Purger purger,
            RetentionConfig config,
            InstantSource clock) {
        this.vertx = vertx;
        this.schema = schema;
        this.purger = purger;
        this.config = config;
        this.clock = clock;
    }

    void start(@Observes StartupEvent started) {
        RetentionLimits.check(config);
        var _ = schema.migrated().thenRun(() -> after(config.lookEvery()));
    }

    void stop(@Observes ShutdownEvent ended) {
        stopped = true;
    }

    private void after(Duration pause) {
        vertx.setTimer(
                pause.toMillis(),
                timer -> {
                    if (!stopped) {
                        step();
                    }
                });
    }

    private void step() {
        long beganMillis = clock.millis();
        var _ =
                purger.step()
                        .onComplete(
                                done -> {
                                    boolean worked =
                                            done.succeeded() && Boolean.TRUE.equals(done.result());
                                    after(worked ? pause(beganMillis) : config.lookEvery());
                                });
    }

    /** As long as the step took, so that at most half of a connection's time goes into purges. */
    private Duration pause(long beganMillis) {
        return Duration.ofMillis(
                Math.clamp(
                        clock.millis() - beganMillis,
                        config.shortestPause().toMillis(),
                        config.longestPause().toMillis()));
    }
}
