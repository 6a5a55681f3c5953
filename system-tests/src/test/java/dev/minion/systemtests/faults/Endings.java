package dev.minion.systemtests.faults;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.minion.contracts.Ids;
import dev.minion.contracts.Topics;
import dev.minion.contracts.records.PackedRecords;
import dev.minion.contracts.records.TaskChange;
import dev.minion.contracts.tasks.TaskStatus;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * The witness: what the topic of changes says of the ends of tasks. The topic may miss some, or
 * tell one twice; it must never tell of two different ends of one task.
 */
final class Endings implements AutoCloseable {

    private static final int PARTITIONS = 6;
    private static final Set<TaskStatus> TERMINAL =
            Set.of(
                    TaskStatus.COMPLETED,
                    TaskStatus.FAILED,
                    TaskStatus.CANCELLED,
                    TaskStatus.TIMED_OUT,
                    TaskStatus.DEAD);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Map<String, Set<String>> ends = new ConcurrentHashMap<>();
    private final Map<String, Seen> first = new ConcurrentHashMap<>();
    private final Thread reader = Thread.ofPlatform().name("endings").unstarted(this::read);
    private volatile boolean closed;

    /**
     * The first telling of an end.
     *
     * @param atNanos when it was read, as {@link System#nanoTime}
     */
    record Seen(int partition, String workerId, long atNanos) {}

    private Endings(String brokers) {
        consumer =
                new KafkaConsumer<>(
                        Map.of(
                                "bootstrap.servers", brokers,
                                "auto.offset.reset", "earliest",
                                "metadata.max.age.ms", "1000",
                                "reconnect.backoff.max.ms", "500"),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer());
    }

    /** Reads on from the present end of the topic. */
    static Endings from(String brokers) {
        Endings endings = new Endings(brokers);
        List<TopicPartition> all =
                IntStream.range(0, PARTITIONS)
                        .mapToObj(i -> new TopicPartition(Topics.OUTCOMES, i))
                        .toList();
        endings.consumer.assign(all);
        endings.consumer.seekToEnd(all);
        all.forEach(partition -> endings.consumer.position(partition, Duration.ofSeconds(30)));
        endings.reader.start();
        return endings;
    }

    /** The different ends told of a task; empty where none was. */
    Set<String> of(String taskId) {
        return ends.getOrDefault(taskId, Set.of());
    }

    /** The first telling of each task's end, by task id. */
    Map<String, Seen> seen() {
        return first;
    }

    private void read() {
        while (!closed) {
            try {
                consumer.poll(Duration.ofMillis(200)).forEach(this::take);
            } catch (WakeupException _) {
                // Closed.
            }
        }
        consumer.close();
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        if (record.headers().lastHeader("minion-packed") == null) {
            take(record, record.value());
            return;
        }
        try {
            PackedRecords.parseFrom(record.value())
                    .getRecordsList()
                    .forEach(packed -> take(record, packed.getValue().toByteArray()));
        } catch (InvalidProtocolBufferException poison) {
            throw new IllegalStateException("a packed record is none", poison);
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> record, byte[] value) {
        try {
            TaskChange change = TaskChange.parseFrom(value);
            if (TERMINAL.contains(change.getStatus())) {
                String id = Ids.fromBytes(change.getTaskId()).toString();
                ends.computeIfAbsent(id, _ -> new ConcurrentSkipListSet<>())
                        .add(change.getStatus() + " as version " + change.getVersion());
                first.putIfAbsent(
                        id, new Seen(record.partition(), change.getWorkerId(), System.nanoTime()));
            }
        } catch (InvalidProtocolBufferException | IllegalArgumentException poison) {
            // Other scenarios put garbage there on purpose.
            return;
        }
    }

    @Override
    public void close() {
        closed = true;
        consumer.wakeup();
    }
}
