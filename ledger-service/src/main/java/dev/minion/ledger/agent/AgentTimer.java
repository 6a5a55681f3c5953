package dev.minion.ledger.agent;

import dev.minion.ledger.migration.Schema;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.core.runtime.context.VertxContextSafetyToggle;
import io.smallrye.common.vertx.VertxContext;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.jboss.logging.Logger;

/** Calls the registry's step again and again. */
@ApplicationScoped
class AgentTimer {

    private static final Logger LOG = Logger.getLogger(AgentTimer.class);

    private final Vertx vertx;
    private final Schema schema;
    private final AgentRegistry registry;
    private final long everyMillis;
    private volatile boolean stopped;

    AgentTimer(Vertx vertx, Schema schema, AgentRegistry registry, AgentConfig config) {
        this.vertx = vertx;
        this.schema = schema;
        this.registry = registry;
        this.everyMillis = config.writeEvery().toMillis();
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

    /** Sessions of Hibernate Reactive want a context of their own. */
    private void run() {
        Context context = VertxContext.createNewDuplicatedContext(vertx.getOrCreateContext());
        VertxContextSafetyToggle.setContextSafe(context, true);
        context.runOnContext(
                now -> {
                    var _ =
                            Uni.createFrom()
                                    .deferred(registry::step)
                                    .subscribe()
                                    .with(done -> next(), this::failed);
                });
    }

    private void failed(Throwable failure) {
        LOG.infof("agents not written: reason=%s", failure);
        next();
    }
}
