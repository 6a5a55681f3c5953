package dev.minion.ledger.timing;

import dev.minion.ledger.migration.Schema;
import io.quarkus.runtime.ShutdownEvent;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** Calls steps again and again, each one only after it has ended, well or not. */
@ApplicationScoped
public class Repeating {

    private static final Logger LOG = Logger.getLogger(Repeating.class);

    private final Vertx vertx;
    private final Schema schema;
    private volatile boolean stopped;

    Repeating(Vertx vertx, Schema schema) {
        this.vertx = vertx;
        this.schema = schema;
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
                        run(name, step).onComplete(done -> every(name, period, period, step));
                    }
                });
    }

    /** The same for steps that need the schema: {@code first} counts from when it is there. */
    public void everyOnSchema(
            String name, Duration first, Duration period, Supplier<? extends Future<?>> step) {
        var _ = schema.migrated().thenRun(() -> every(name, first, period, step));
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
}
