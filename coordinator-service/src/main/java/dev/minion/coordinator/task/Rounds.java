package dev.minion.coordinator.task;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** What is done from time to time for those who wait and watch. */
@ApplicationScoped
class Rounds {

    private final Vertx vertx;
    private final Watches watches;
    private final EventStreams streams;
    private final ReadSettings settings;
    private long rereading;
    private long heartbeats;

    Rounds(Vertx vertx, Watches watches, EventStreams streams, ReadSettings settings) {
        this.vertx = vertx;
        this.watches = watches;
        this.streams = streams;
        this.settings = settings;
    }

    void start(@Observes StartupEvent started) {
        rereading = vertx.setPeriodic(settings.reread().toMillis(), _ -> watches.rereadAll());
        heartbeats = vertx.setPeriodic(settings.eventHeartbeat().toMillis(), _ -> streams.beat());
    }

    void stop(@Observes ShutdownEvent stopping) {
        vertx.cancelTimer(rereading);
        vertx.cancelTimer(heartbeats);
        streams.end();
    }
}
