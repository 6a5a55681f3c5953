package dev.minion.messaging.kafka;

import dev.minion.contracts.Limits;
import dev.minion.contracts.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;

/** Creates the topics that are missing. */
final class KafkaTopics implements AutoCloseable {

    private final KafkaSettings settings;
    private final Admin admin;

    KafkaTopics(KafkaSettings settings) {
        this.settings = settings;
        this.admin = Admin.create(settings.admin());
    }

    CompletionStage<Void> ensure() {
        return admin.listTopics().names().toCompletionStage().thenCompose(this::createMissing);
    }

    private CompletionStage<Void> createMissing(Set<String> present) {
        List<NewTopic> missing = new ArrayList<>();
        for (Topics.Spec spec : Topics.all(settings.taskPartitions())) {
            if (!present.contains(spec.name())) {
                missing.add(topic(spec));
            }
        }
        if (missing.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        List<CompletableFuture<Void>> created = new ArrayList<>();
        for (KafkaFuture<Void> answer : admin.createTopics(missing).values().values()) {
            created.add(
                    answer.toCompletionStage()
                            .exceptionallyCompose(KafkaTopics::existingIsFine)
                            .toCompletableFuture());
        }
        return CompletableFuture.allOf(created.toArray(CompletableFuture[]::new));
    }

    private NewTopic topic(Topics.Spec spec) {
        return new NewTopic(spec.name(), spec.partitions(), settings.replication())
                .configs(
                        Map.of(
                                TopicConfig.RETENTION_MS_CONFIG,
                                Long.toString(spec.retentionMillis()),
                                TopicConfig.SEGMENT_BYTES_CONFIG,
                                Integer.toString(256 << 20),
                                TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                                Integer.toString(Limits.RECORD_BYTES)));
    }

    private static CompletionStage<Void> existingIsFine(Throwable failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        return failure instanceof TopicExistsException || cause instanceof TopicExistsException
                ? CompletableFuture.completedFuture(null)
                : CompletableFuture.failedFuture(failure);
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(1));
    }
}
