package dev.minion.systemtests.faults;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.minion.contracts.Topics;
import dev.minion.contracts.records.DeadLetter;
import dev.minion.systemtests.suite.Report;
import dev.minion.systemtests.suite.SharedStack;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/** A record that nobody can read is parked, and the rest goes on. */
class PoisonTest {

    private static final List<String> TOPICS =
            List.of(
                    Topics.EVENTS,
                    Topics.READY,
                    Topics.ASSIGNED,
                    Topics.HEARTBEATS,
                    Topics.OUTCOMES);

    private final SharedStack suite = SharedStack.get();

    @Test
    void garbageOnEachTopicIsParkedAndWorkGoesOn()
            throws IOException, ExecutionException, InterruptedException, TimeoutException {
        try (Endings endings = Endings.from(suite.brokers());
                KafkaConsumer<byte[], byte[]> letters = deadLetters();
                Workload workload = Workload.start(suite.url())) {
            workload.awaitAcknowledged(MixedWork.TASKS / 4);

            // No field of a protobuf message begins with this byte: wire type 7 does not exist.
            String marker = "\u007fpoison " + UUID.randomUUID();
            sendToEachPartition(marker);

            Map<String, DeadLetter> parked = awaitParked(letters, marker);
            assertThat(parked.values())
                    .allSatisfy(
                            letter ->
                                    assertThat(letter.getReason()).isEqualTo("undecodable-record"));
            Report.line(
                    "poison",
                    "parked by %s",
                    parked.values().stream()
                            .map(each -> each.getTopic() + ": " + each.getConsumer())
                            .sorted()
                            .toList());
            new Checker(suite.url(), workload, endings).check("poison");
        }
    }

    private void sendToEachPartition(String marker)
            throws ExecutionException, InterruptedException, TimeoutException {
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", suite.brokers()),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            for (String topic : TOPICS) {
                for (PartitionInfo partition : producer.partitionsFor(topic)) {
                    sent.add(
                            producer.send(
                                    new ProducerRecord<>(
                                            topic,
                                            partition.partition(),
                                            "poison".getBytes(UTF_8),
                                            marker.getBytes(UTF_8))));
                }
            }
            for (Future<RecordMetadata> each : sent) {
                each.get(20, TimeUnit.SECONDS);
            }
        }
    }

    private KafkaConsumer<byte[], byte[]> deadLetters() {
        KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        Map.of(
                                "bootstrap.servers",
                                suite.brokers(),
                                "auto.offset.reset",
                                "earliest"),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer());
        consumer.assign(List.of(new TopicPartition(Topics.DEAD_LETTERS, 0)));
        return consumer;
    }

    /** One letter of each topic that holds our garbage, by topic. */
    private static Map<String, DeadLetter> awaitParked(
            KafkaConsumer<byte[], byte[]> letters, String marker) {
        Map<String, DeadLetter> parked = new HashMap<>();
        await("garbage of each topic is parked")
                .pollInSameThread()
                .atMost(Duration.ofSeconds(40))
                .pollInterval(Duration.ofMillis(50))
                .untilAsserted(
                        () -> {
                            for (var record : letters.poll(Duration.ofMillis(200))) {
                                DeadLetter letter = parse(record);
                                if (letter.getValue().toStringUtf8().equals(marker)) {
                                    parked.put(letter.getTopic(), letter);
                                }
                            }
                            assertThat(parked).containsOnlyKeys(TOPICS);
                        });
        return parked;
    }

    private static DeadLetter parse(ConsumerRecord<byte[], byte[]> record)
            throws InvalidProtocolBufferException {
        return DeadLetter.parseFrom(record.value());
    }
}
