package dev.minion.messaging.cdi;

import dev.minion.contracts.Ids;
import dev.minion.messaging.Messaging;
import dev.minion.messaging.kafka.KafkaMessaging;
import dev.minion.messaging.kafka.KafkaSettings;
import dev.minion.messaging.memory.InMemoryMessaging;
import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;

/** Produces the beans; a test may put its own in their place. */
@Singleton
public class MessagingProducer {

    /** The configured messaging, connected in the background. */
    @Produces
    @Singleton
    @DefaultBean
    public Messaging messaging(MessagingConfig config) {
        return switch (config.protocol()) {
            case KAFKA -> new KafkaMessaging(settings(config));
            case INMEMORY -> new InMemoryMessaging(config.partitions());
        };
    }

    /** The system's clock. */
    @Produces
    @Singleton
    @DefaultBean
    public InstantSource clock() {
        return InstantSource.system();
    }

    /** Rising ids from the clock. */
    @Produces
    @Singleton
    @DefaultBean
    public Ids ids(InstantSource clock) {
        return Ids.random(clock);
    }

    void close(@Disposes Messaging messaging) {
        messaging.close();
    }

    private static KafkaSettings settings(MessagingConfig config) {
        return new KafkaSettings(
                config.brokers(),
                config.clientId(),
                config.partitions(),
                config.sessionTimeout(),
                config.deliveryTimeout(),
                config.bufferBytes(),
                config.replication());
    }
}
