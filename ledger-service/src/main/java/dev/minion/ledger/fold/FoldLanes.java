package dev.minion.ledger.fold;

import dev.minion.contracts.Topics;
import dev.minion.ledger.migration.Schema;
import dev.minion.messaging.Messaging;
import dev.minion.messaging.Subscription;
import dev.minion.messaging.SubscriptionSpec;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.ArrayList;
import java.util.List;

/** Starts the lanes when the schema is there, and ends them before the process does. */
@ApplicationScoped
class FoldLanes {

    private final Schema schema;
    private final Messaging messaging;
    private final Fold fold;
    private final FoldConfig config;

    /** Guarded by itself. */
    private final List<Subscription> lanes = new ArrayList<>();

    private boolean stopped;

    FoldLanes(Schema schema, Messaging messaging, Fold fold, FoldConfig config) {
        this.schema = schema;
        this.messaging = messaging;
        this.fold = fold;
        this.config = config;
    }

    void start(@Observes StartupEvent started) {
        var _ = schema.migrated().thenRun(this::open);
    }

    private void open() {
        synchronized (lanes) {
            for (int lane = 0; lane < config.lanes() && !stopped; lane++) {
                SubscriptionSpec spec =
                        new SubscriptionSpec.Shared(
                                "fold-" + lane, Topics.EVENTS, "ledger-fold", config.maxBatch());
                lanes.add(messaging.subscribe(spec, fold::fold));
            }
        }
    }

    void drain(@Observes ShutdownDelayInitiatedEvent ending) {
        close();
    }

    void stop(@Observes ShutdownEvent ended) {
        close();
    }

    private void close() {
        synchronized (lanes) {
            stopped = true;
            lanes.forEach(Subscription::close);
            lanes.clear();
        }
    }
}
