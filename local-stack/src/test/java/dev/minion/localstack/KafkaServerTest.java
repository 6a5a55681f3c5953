package dev.minion.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaServerTest {

    private static final int PORT = 21530;
    private static final Duration READY = Duration.ofSeconds(60);

    @TempDir Path base;

    @Test
    void keepsItsRecordsThroughAKillAndARestart() throws Exception {
        KafkaServer kafka =
                new KafkaServer(
                        Placement.below(base, "kafka", PORT, Lifetime.WITH_PARENT),
                        TestServers.root().resolve("kafka-server"),
                        256);
        try {
            kafka.start();
            kafka.ready(READY);
            createTopic(kafka);
            send(kafka, "before");

            kafka.kill();
            assertThat(kafka.running()).isFalse();
            kafka.start();
            kafka.ready(READY);
            send(kafka, "after");
            kafka.restart();

            assertThat(values(kafka, 2)).containsExactly("before", "after");
        } finally {
            kafka.stop(READY);
        }
        assertThat(kafka.running()).isFalse();
    }

    private static void createTopic(KafkaServer kafka) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic("kept", Optional.of(1), Optional.empty())))
                    .all()
                    .get();
        }
    }

    private static void send(KafkaServer kafka, String value) throws Exception {
        Map<String, Object> config = Map.of("bootstrap.servers", kafka.bootstrapServers());
        try (var producer =
                new KafkaProducer<>(config, new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>("kept", 0, "", value)).get();
        }
    }

    private static List<String> values(KafkaServer kafka, int expected) {
        Map<String, Object> config =
                Map.of(
                        "bootstrap.servers",
                        kafka.bootstrapServers(),
                        "auto.offset.reset",
                        "earliest");
        List<String> values = new java.util.ArrayList<>();
        try (var consumer =
                new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer())) {
            consumer.assign(List.of(new TopicPartition("kept", 0)));
            Waiting.until(
                    READY,
                    () -> {
                        consumer.poll(Duration.ofMillis(200))
                                .forEach(record -> values.add(record.value()));
                        return values.size() >= expected;
                    });
        }
        return values;
    }
}
