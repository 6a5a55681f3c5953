package dev.minion.ledger.timing;

import dev.minion.ledger.migration.Schema;
import io.quarkus.runtime.ShutdownEvent;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** Calls steps again and again, each one only after it has ended, well or not. */
@ApplicationScoped
public class Repeating {

    private static final Logger LOG = Logger.getLogger(Repeating.class);

    /** What a step answers that knows of nothing to come: longer than anybody rests. */
    public static final Duration NOTHING = Duration.ofDays(1);

    private final Vertx vertx;
    private final CompletionStage<Void> migrated;
    private final Activity activity;
    private volatile boolean stopped;

    @Inject
    Repeating(Vertx vertx, Schema schema, Activity activity) {
        this(vertx, schema.migrated(), activity);
    }

    Repeating(Vertx vertx, CompletionStage<Void> migrated, Activity activity) {
        this.vertx = vertx;
        this.migrated = migrated;
        this.activity = activity;
    }

    void stop(@Observes ShutdownEvent ended) {
        stopped = true;
    }

    /**
     * Until the service ends.
     *
     * @param name for the log
     * @param first from now to the first time
     * @param period from the end of one time to the next
     */
    public void every(
            String name, Duration first, Duration period, Supplier<? extends Future<?>> step) {
        vertx.setTimer(
                first.toMillis(),
                timer -> {
                    if (!stopped) {
                        run(name, () -> step.get().mapEmpty())
                                .onComplete(done -> every(name, period, period, step));
                    }
                });
    }

    /** The same for steps that need the schema: {@code first} counts from when it is there. */
    public void everyOnSchema(
            String name, Duration first, Duration period, Supplier<? extends Future<?>> step) {
        var _ = migrated.thenRun(() -> every(name, first, period, step));
    }

    /**
     * For steps that look whether there is something to do, on the schema: while they find nothing
     * and this replica commits nothing, they rest.
     *
     * @param longest between two looks of one that rests: so late it sees what others have written
     * @param step tells how long there will be nothing to do, as far as it knows; zero where it has
     *     found something, {@link #NOTHING} where it knows of nothing
     */
    public void untilQuiet(
            String name, Duration period, Duration longest, Supplier<Future<Duration>> step) {
        var _ = migrated.thenRun(() -> look(new Look(name, period, longest, step)));
    }

    private record Look(
            String name, Duration period, Duration longest, Supplier<Future<Duration>> step) {

        long millis() {
            return period.toMillis();
        }

        /** Until the next one, where nothing is committed meanwhile. */
        long restMillis(Duration nothing) {
            return Math.max(millis(), Math.min(longest.toMillis(), nothing.toMillis()));
        }
    }

    private void look(Look look) {
        if (stopped) {
            return;
        }
        long before = activity.seen();
        run(look.name, look.step)
                .onComplete(
                        done ->
                                next(
                                        look,
                                        before,
                                        done.succeeded()
                                                ? look.restMillis(done.result())
                                                : look.millis()));
    }

    private void next(Look look, long before, long millis) {
        long timer = vertx.setTimer(millis, due -> look(look));
        if (millis > look.millis()) {
            activity.rest(
                    look.name,
                    before,
                    () -> {
                        if (vertx.cancelTimer(timer)) {
                            vertx.setTimer(look.millis(), due -> look(look));
                        }
                    });
        }
    }

    private static <T> Future<T> run(String name, Supplier<Future<T>> step) {
        try {
            return step.get()
                    .onFailure(
                            failure -> LOG.debugf("step failed: name=%s reason=%s", name, failure));
        } catch (RuntimeException failure) {
            return Future.failedFuture(failure);
        }
    }
}
