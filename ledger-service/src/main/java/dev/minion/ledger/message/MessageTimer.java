package dev.minion.ledger.message;

import dev.minion.ledger.migration.Schema;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.jboss.logging.Logger;

/** Calls the expiry's step again and again, each one only after it has ended. */
@ApplicationScoped
class MessageTimer {

    private static final Logger LOG = Logger.getLogger(MessageTimer.class);

    private final Vertx vertx;
    private final Schema schema;
    private final Expiry expiry;
    private final long everyMillis;
    private volatile boolean stopped;

    MessageTimer(Vertx vertx, Schema schema, Expiry expiry, MessageConfig config) {
        this.vertx = vertx;
        this.schema = schema;
        this.expiry = expiry;
        this.everyMillis = config.expireEvery().toMillis();
    }

    void start(@Observes StartupEvent started) {
        var _ = schema.migrated().thenRun(this::next);
    }

    void stop(@Observes ShutdownEvent ended) {
        stopped = true;
    }

    private void next() {
        vertx.setTimer(
                everyMillis,
                timer -> {
                    if (!stopped) {
                        run();
                    }
                });
    }

    private void run() {
        expiry.step()
                .onFailure(failure -> LOG.debugf("messages not expired: reason=%s", failure))
                .onComplete(done -> next());
    }
}
