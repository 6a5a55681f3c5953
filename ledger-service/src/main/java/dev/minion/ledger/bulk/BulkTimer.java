package dev.minion.ledger.bulk;

import dev.minion.ledger.migration.Schema;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** Calls the runner's step again and again: when the next page is due, else now and then. */
@ApplicationScoped
class BulkTimer {

    private final Vertx vertx;
    private final Schema schema;
    private final BulkRunner runner;
    private final BulkConfig config;
    private final AtomicBoolean stepping = new AtomicBoolean();
    private volatile boolean stopped;
    private volatile boolean woken;

    /** Guarded by this; ids of timers begin with 0. */
    private long timer = -1;

    BulkTimer(Vertx vertx, Schema schema, BulkRunner runner, BulkConfig config) {
        this.vertx = vertx;
        this.schema = schema;
        this.runner = runner;
        this.config = config;
    }

    void start(@Observes StartupEvent started) {
        var _ = schema.migrated().thenRun(() -> after(config.lookEvery()));
    }

    void stop(@Observes ShutdownEvent ended) {
        stopped = true;
    }

    /** There is a job that need not wait for the next look. */
    void wake() {
        woken = true;
        if (!stopped) {
            step();
        }
    }

    /** In place of the look that was to come, so that there is always one. */
    private synchronized void after(Duration pause) {
        var _ = vertx.cancelTimer(timer);
        timer =
                vertx.setTimer(
                        Math.max(1, pause.toMillis()),
                        due -> {
                            if (!stopped) {
                                step();
                            }
                        });
    }

    /** One at a time: who comes in between is seen to by the one that is under way. */
    private void step() {
        if (!stepping.compareAndSet(false, true)) {
            return;
        }
        woken = false;
        var _ =
                runner.step()
                        .onComplete(
                                done -> {
                                    stepping.set(false);
                                    after(
                                            pause(
                                                    done.succeeded()
                                                            ? done.result()
                                                            : Optional.empty()));
                                });
    }

    private Duration pause(Optional<Duration> next) {
        if (woken) {
            return config.shortestPause();
        }
        Duration wanted = next.orElse(config.lookEvery());
        Duration atLeast =
                wanted.compareTo(config.shortestPause()) < 0 ? config.shortestPause() : wanted;
        return atLeast.compareTo(config.lookEvery()) > 0 ? config.lookEvery() : atLeast;
    }
}
