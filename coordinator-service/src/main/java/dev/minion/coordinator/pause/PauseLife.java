package dev.minion.coordinator.pause;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Looks at the start, often until the ledger has answered, and then every second. */
@ApplicationScoped
class PauseLife {

    private final PauseKeeper keeper;
    private final PauseSettings settings;
    private final Vertx vertx;
    private long looks;
    private long firstLooks;

    PauseLife(PauseKeeper keeper, PauseSettings settings, Vertx vertx) {
        this.keeper = keeper;
        this.settings = settings;
        this.vertx = vertx;
    }

    void start(@Observes StartupEvent started) {
        keeper.look();
        looks = vertx.setPeriodic(settings.lookEvery().toMillis(), _ -> keeper.look());
        firstLooks = vertx.setPeriodic(settings.firstLooks().toMillis(), this::firstLook);
    }

    private void firstLook(long timer) {
        if (keeper.isKnown()) {
            var ignored = vertx.cancelTimer(timer);
        } else {
            keeper.look();
        }
    }

    void stop(@Observes ShutdownEvent stopping) {
        vertx.cancelTimer(looks);
        vertx.cancelTimer(firstLooks);
    }
}
