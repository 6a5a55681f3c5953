package dev.minion.messaging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.minion.contracts.Topics;
import dev.minion.localstack.KafkaServer;
import dev.minion.localstack.TestServers;
import dev.minion.messaging.kafka.KafkaMessaging;
import dev.minion.messaging.kafka.KafkaSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The contract against a real broker, and what only a broker can do: die and come back. */
class KafkaMessagingTest extends MessagingContract {

    private static final KafkaServer SERVER = TestServers.kafka(21010);
    private static final AtomicInteger CLIENTS = new AtomicInteger();

    @Override
    protected Messaging connect() {
        String client = "test-" + CLIENTS.incrementAndGet();
        return new KafkaMessaging(KafkaSettings.local(SERVER.bootstrapServers(), client, 6));
    }

    @Test
    void whatIsPublishedWhileTheBrokerIsKilledArrivesWhenItIsBack() {
        try (Messaging messaging = connect()) {
            CompletableFuture<Void> topics = messaging.ensureTopics().toCompletableFuture();
            await().atMost(Duration.ofSeconds(20)).until(topics::isDone);
            List<String> seen = new CopyOnWriteArrayList<>();
            Subscription subscription =
                    messaging.subscribe(
                            new SubscriptionSpec.Broadcast(
                                    "restart", Topics.OUTCOMES, Set.of(), 100),
                            batch -> {
                                batch.forEach(r -> seen.add(text(r)));
                                return CompletableFuture.completedFuture(null);
                            });
            await().atMost(Duration.ofSeconds(20)).until(subscription::positioned);
            CompletableFuture<Void> before = publish(messaging, "before");
            await().atMost(Duration.ofSeconds(20)).until(before::isDone);

            SERVER.kill();
            CompletableFuture<Void> during = publish(messaging, "during");
            SERVER.start();
            SERVER.ready(Duration.ofSeconds(60));

            await().atMost(Duration.ofSeconds(40)).until(during::isDone);
            assertThat(during).isCompleted();
            await().atMost(Duration.ofSeconds(40)).until(() -> seen.contains("during"));
            assertThat(seen).contains("before");
        }
    }

    @Test
    void aBatchOfOnePartitionIsOneRecordAndAFalsePackIsPassedOnAsItIs() {
        List<Received> seen = new CopyOnWriteArrayList<>();
        try (Messaging messaging = connect()) {
            messaging.ensureTopics().toCompletableFuture().orTimeout(20, SECONDS).join();
            Subscription subscription =
                    messaging.subscribe(
                            new SubscriptionSpec.Broadcast("packs", Topics.READY, Set.of(5), 100),
                            batch -> {
                                seen.addAll(batch);
                                return CompletableFuture.completedFuture(null);
                            });
            await().atMost(Duration.ofSeconds(20)).until(subscription::positioned);
            List<Message> batch = new ArrayList<>();
            for (int i = 0; i < 900; i++) {
                batch.add(message("packed " + i, List.of()));
            }
            Header claim = new Header("minion-packed", "2".getBytes(UTF_8));

            messaging.publisher().publish(batch).toCompletableFuture().join();
            messaging
                    .publisher()
                    .publish(List.of(message("\u00ff no pack", List.of(claim))))
                    .toCompletableFuture()
                    .join();

            await().atMost(Duration.ofSeconds(20)).until(() -> seen.size() == 901);
            assertThat(seen.subList(0, 900).stream().map(Received::offset).distinct()).hasSize(1);
            assertThat(text(seen.getLast())).isEqualTo("\u00ff no pack");
        }
    }

    private static Message message(String text, List<Header> headers) {
        return new Message(Topics.READY, 5, new byte[] {1}, text.getBytes(UTF_8), headers);
    }

    private static CompletableFuture<Void> publish(Messaging messaging, String text) {
        Message message =
                new Message(Topics.OUTCOMES, 0, new byte[] {1}, text.getBytes(UTF_8), List.of());
        return messaging.publisher().publish(List.of(message)).toCompletableFuture();
    }

    private static String text(Received record) {
        return new String(record.value(), UTF_8);
    }
}
