package dev.minion.messaging.kafka;

import dev.minion.messaging.BatchHandler;
import dev.minion.messaging.Messaging;
import dev.minion.messaging.OwnershipListener;
import dev.minion.messaging.Publisher;
import dev.minion.messaging.Subscription;
import dev.minion.messaging.SubscriptionSpec;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

/** Messaging over Kafka 3.7 or newer. Starts without a broker, and finds it when it comes. */
public final class KafkaMessaging implements Messaging {

    private static final Duration END = Duration.ofSeconds(5);

    private final KafkaSettings settings;
    private final KafkaPublisher publisher;
    private final KafkaTopics topics;
    private final List<KafkaSubscription> subscriptions = new CopyOnWriteArrayList<>();

    /** Connects in the background. */
    public KafkaMessaging(KafkaSettings settings) {
        this.settings = settings;
        this.publisher = new KafkaPublisher(settings);
        this.topics = new KafkaTopics(settings);
    }

    @Override
    public Publisher publisher() {
        return publisher;
    }

    @Override
    public Subscription subscribe(
            SubscriptionSpec spec, BatchHandler handler, OwnershipListener ownership) {
        KafkaSubscription subscription =
                new KafkaSubscription(settings, topics, spec, handler, ownership).start();
        subscriptions.add(subscription);
        return subscription;
    }

    @Override
    public CompletionStage<Void> ensureTopics() {
        return topics.ensure();
    }

    @Override
    public void close() {
        subscriptions.forEach(KafkaSubscription::close);
        try {
            for (KafkaSubscription subscription : subscriptions) {
                subscription.awaitEnd(END);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        publisher.close();
        topics.close();
    }
}
