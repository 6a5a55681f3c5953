package dev.minion.ledger.release;

import dev.minion.ledger.timing.Repeating;
import dev.minion.ledger.transition.Epoch;
import dev.minion.ledger.transition.Sweep;
import dev.minion.ledger.transition.WaitingParents;
import dev.minion.messaging.Messaging;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.function.Supplier;

/** Calls the steps again and again, each one only after it has ended. */
@ApplicationScoped
class Timers {

    private static final Duration SOON = Duration.ofMillis(1);
    private static final String EXPIRED_KEYS = "select ledger.cleanup_expired_dedup()";

    private static final String EXPIRED_RATES =
            "delete from ledger.flow_rates where (namespace, key) in (select r.namespace, r.key"
                    + " from ledger.flow_rates r where r.expires_at < now() limit 10000)";

    private final Repeating repeating;
    private final ReleaseConfig config;
    private final DueTasks dueTasks;
    private final Sweep sweep;
    private final WaitingParents waiting;
    private final Upkeep upkeep;

    Timers(
            Repeating repeating,
            ReleaseConfig config,
            DueTasks dueTasks,
            Sweep sweep,
            WaitingParents waiting,
            Upkeep upkeep) {
        this.repeating = repeating;
        this.config = config;
        this.dueTasks = dueTasks;
        this.sweep = sweep;
        this.waiting = waiting;
        this.upkeep = upkeep;
    }

    void start(@Observes StartupEvent started) {
        repeating.every("topics", SOON, config.upkeepEvery(), upkeep::topics);
        repeating.untilQuiet("due", config.dueEvery(), config.restEvery(), dueTasks::step);
        start("sweep", config.sweepEvery(), sweep::step);
        repeating.untilQuiet(
                "waiting parents", config.familiesEvery(), config.restEvery(), waiting::step);
        start("epoch", config.upkeepEvery(), upkeep::epoch);
        start("keys", config.upkeepEvery(), upkeep::keys);
        start("rates", config.upkeepEvery(), upkeep::rates);
    }

    private void start(String name, Duration period, Supplier<? extends Future<?>> step) {
        repeating.everyOnSchema(name, SOON, period, step);
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

        Future<?> rates() {
            return pool.query(EXPIRED_RATES).execute();
        }
    }
}
