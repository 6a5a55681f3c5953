package dev.minion.ledger.release;

import dev.minion.ledger.migration.Schema;
import dev.minion.ledger.transition.Epoch;
import dev.minion.ledger.transition.Sweep;
import dev.minion.messaging.Messaging;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** Calls the steps again and again, each one only after it has ended. */
@ApplicationScoped
class Timers {

    private static final Logger LOG = Logger.getLogger(Timers.class);
    private static final String EXPIRED_KEYS =
            """
            delete from ledger.task_keys where (namespace, key) in
              (select namespace, key from ledger.task_keys where expires_at < now() limit 10000)
            """;

    private final Vertx vertx;
    private final Schema schema;
    private final ReleaseConfig config;
    private final DueTasks dueTasks;
    private final Sweep sweep;
    private final Upkeep upkeep;
    private volatile boolean stopped;

    Timers(
            Vertx vertx,
            Schema schema,
            ReleaseConfig config,
            DueTasks dueTasks,
            Sweep sweep,
            Upkeep upkeep) {
        this.vertx = vertx;
        this.schema = schema;
        this.config = config;
        this.dueTasks = dueTasks;
        this.sweep = sweep;
        this.upkeep = upkeep;
    }

    void start(@Observes StartupEvent started) {
        every("topics", config.upkeepEvery(), upkeep::topics, Duration.ofMillis(1));
        var _ =
                schema.migrated()
                        .thenRun(
                                () -> {
                                    Duration soon = Duration.ofMillis(1);
                                    every("due", config.dueEvery(), dueTasks::step, soon);
                                    every("sweep", config.sweepEvery(), sweep::step, soon);
                                    every("epoch", config.upkeepEvery(), upkeep::epoch, soon);
                                    every("keys", config.upkeepEvery(), upkeep::keys, soon);
                                });
    }

    void stop(@Observes ShutdownEvent ended) {
        stopped = true;
    }

    private void every(
            String name, Duration period, Supplier<? extends Future<?>> step, Duration first) {
        vertx.setTimer(
                first.toMillis(),
                timer -> {
                    if (!stopped) {
                        run(name, step).onComplete(done -> every(name, period, step, period));
                    }
                });
    }

    private static Future<?> run(String name, Supplier<? extends Future<?>> step) {
        try {
            return step.get()
                    .onFailure(
                            failure -> LOG.debugf("step failed: name=%s reason=%s", name, failure));
        } catch (RuntimeException failure) {
            return Future.failedFuture(failure);
        }
    }

    /** What has to be looked after now and then. */
    @ApplicationScoped
    static class Upkeep {

        private final Messaging messaging;
        private final Epoch epoch;
        private final Pool pool;

        Upkeep(Messaging messaging, Epoch epoch, Pool pool) {
            this.messaging = messaging;
            this.epoch = epoch;
            this.pool = pool;
        }

        Future<?> topics() {
            return Future.fromCompletionStage(messaging.ensureTopics());
        }

        Future<?> epoch() {
            return epoch.refresh();
        }

        Future<?> keys() {
            return pool.query(EXPIRED_KEYS).execute();
        }
    }
}
