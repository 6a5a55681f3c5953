package dev.minion.coordinator.schedule;

import dev.minion.contracts.Topics;
import dev.minion.messaging.Messaging;
import dev.minion.messaging.Subscription;
import dev.minion.messaging.SubscriptionSpec;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What this coordinator listens to. It joins the group only once it hears the workers: who takes
 * over must hear what they run. Safe for many threads.
 */
final class Subscriptions implements AutoCloseable {

    private static final String GROUP = "coordinator";
    private static final int READY_BATCH = 2_000;
    private static final int HEARTBEAT_BATCH = 500;

    private final Messaging messaging;
    private final ReadyFeed readyFeed;
    private final HeartbeatFeed heartbeatFeed;
    private @Nullable Subscription heartbeats;
    private @Nullable Subscription ready;
    private boolean closed;

    Subscriptions(Messaging messaging, ReadyFeed readyFeed, HeartbeatFeed heartbeatFeed) {
        this.messaging = messaging;
        this.readyFeed = readyFeed;
        this.heartbeatFeed = heartbeatFeed;
    }

    /** Begins to hear the workers. */
    synchronized void listen() {
        heartbeats =
                messaging.subscribe(
                        new SubscriptionSpec.Broadcast(
                                "heartbeats", Topics.HEARTBEATS, Set.of(), HEARTBEAT_BATCH),
                        heartbeatFeed);
    }

    /** Joins the owners of tasks.ready as soon as the workers are heard. */
    synchronized void own() {
        Subscription listening = heartbeats;
        if (!closed && ready == null && listening != null && listening.positioned()) {
            ready =
                    messaging.subscribe(
                            new SubscriptionSpec.Shared("ready", Topics.READY, GROUP, READY_BATCH),
                            readyFeed,
                            readyFeed);
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (ready != null) {
            ready.close();
        }
        if (heartbeats != null) {
            heartbeats.close();
        }
    }
}
