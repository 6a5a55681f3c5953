package dev.minion.coordinator.schedule;

import dev.minion.messaging.BatchHandler;
import dev.minion.messaging.Messaging;
import dev.minion.messaging.OwnershipListener;
import dev.minion.messaging.Publisher;
import dev.minion.messaging.PublisherFullException;
import dev.minion.messaging.Subscription;
import dev.minion.messaging.SubscriptionSpec;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/** A log that refuses as many publications as it is told to. */
final class FlakyMessaging implements Messaging {

    final AtomicInteger refusals = new AtomicInteger();
    private final Messaging messaging;

    FlakyMessaging(Messaging messaging) {
        this.messaging = messaging;
    }

    @Override
    public Publisher publisher() {
        Publisher publisher = messaging.publisher();
        return messages ->
                refusals.getAndUpdate(n -> Math.max(0, n - 1)) > 0
                        ? CompletableFuture.failedFuture(new PublisherFullException())
                        : publisher.publish(messages);
    }

    @Override
    public Subscription subscribe(
            SubscriptionSpec spec, BatchHandler handler, OwnershipListener ownership) {
        return messaging.subscribe(spec, handler, ownership);
    }

    @Override
    public CompletionStage<Void> ensureTopics() {
        return messaging.ensureTopics();
    }

    @Override
    public void close() {
        messaging.close();
    }
}
