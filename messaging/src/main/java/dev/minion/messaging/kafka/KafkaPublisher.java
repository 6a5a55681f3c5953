package dev.minion.messaging.kafka;

import dev.minion.messaging.Header;
import dev.minion.messaging.Message;
import dev.minion.messaging.Publisher;
import dev.minion.messaging.PublisherFullException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Sends batches from a thread of its own, because {@link KafkaProducer#send} may block while
 * metadata is unknown. What waits is bounded in bytes: a batch that does not fit is refused at
 * once.
 */
final class KafkaPublisher implements Publisher, AutoCloseable {

    /** What a record costs in memory beside its key and value, in bytes (an estimate). */
    private static final int RECORD_OVERHEAD = 300;

    /** Calls that are sent together at most. */
    private static final int MERGED_BATCHES = 64;

    private final KafkaProducer<byte[], byte[]> producer;
    private final long bufferBytes;
    private final AtomicLong waitingBytes = new AtomicLong();

    /** Bounded by {@link #bufferBytes}. */
    private final BlockingQueue<Batch> queue = new LinkedBlockingQueue<>();

    private final Thread sender;
    private volatile boolean closed;

    KafkaPublisher(KafkaSettings settings) {
        this.producer =
                new KafkaProducer<>(
                        settings.producer(), new ByteArraySerializer(), new ByteArraySerializer());
        this.bufferBytes = settings.bufferBytes();
        this.sender =
                Thread.ofPlatform()
                        .name(settings.clientId() + "-publisher")
                        .daemon()
                        .start(this::sendAll);
    }

    @Override
    public CompletionStage<Void> publish(List<Message> messages) {
        if (messages.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        long bytes = sizeOf(messages);
        long waiting = waitingBytes.addAndGet(bytes);
        // A batch larger than the whole buffer may pass alone: it could never pass otherwise.
        if (closed || (waiting > bufferBytes && waiting != bytes)) {
            waitingBytes.addAndGet(-bytes);
            return CompletableFuture.failedFuture(new PublisherFullException());
        }
        Batch batch = new Batch(messages, bytes, new CompletableFuture<>());
        queue.add(batch);
        return batch.done;
    }

    private void sendAll() {
        List<Batch> batches = new ArrayList<>();
        while (!closed || !queue.isEmpty()) {
            try {
                Batch batch = queue.poll(200, TimeUnit.MILLISECONDS);
                if (batch != null) {
                    batches.add(batch);
                    queue.drainTo(batches, MERGED_BATCHES - 1);
                    send(batches);
                    batches.clear();
                }
            } catch (InterruptedException ended) {
                return;
            }
        }
    }

    /** What has come together is packed together, and lives or fails together. */
    private void send(List<Batch> batches) {
        List<Message> records = Packing.packed(allOf(batches));
        Answers answers = new Answers(List.copyOf(batches), records.size());
        for (Message message : records) {
            try {
                // The callback tells; the future says nothing more.
                var _ = producer.send(record(message), answers);
            } catch (RuntimeException refused) {
                answers.onCompletion(null, refused);
            }
        }
    }

    private static List<Message> allOf(List<Batch> batches) {
        if (batches.size() == 1) {
            return batches.getFirst().messages;
        }
        List<Message> all = new ArrayList<>();
        batches.forEach(batch -> all.addAll(batch.messages));
        return all;
    }

    private static ProducerRecord<byte[], byte[]> record(Message message) {
        Integer partition = message.partition() == Message.BY_KEY ? null : message.partition();
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(
                        message.topic(), partition, null, message.key(), message.value());
        for (Header header : message.headers()) {
            record.headers().add(new RecordHeader(header.name(), header.value()));
        }
        return record;
    }

    private static long sizeOf(List<Message> messages) {
        long bytes = 0;
        for (Message message : messages) {
            bytes += message.key().length + message.value().length + RECORD_OVERHEAD;
        }
        return bytes;
    }

    @Override
    public void close() {
        closed = true;
        try {
            sender.join(Duration.ofSeconds(5));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        producer.close(Duration.ofSeconds(5));
    }

    /** What one call wants published. */
    private record Batch(List<Message> messages, long bytes, CompletableFuture<Void> done) {}

    /** Tells the callers when the last record is answered; the first failure is that of all. */
    private final class Answers implements Callback {

        private final List<Batch> batches;
        private final AtomicInteger open;
        private volatile @Nullable Exception failure;

        Answers(List<Batch> batches, int records) {
            this.batches = batches;
            this.open = new AtomicInteger(records);
        }

        @Override
        public void onCompletion(@Nullable RecordMetadata metadata, @Nullable Exception exception) {
            if (exception != null && failure == null) {
                failure = exception;
            }
            if (open.decrementAndGet() == 0) {
                batches.forEach(batch -> tell(batch, failure));
            }
        }

        private void tell(Batch batch, @Nullable Exception first) {
            waitingBytes.addAndGet(-batch.bytes);
            if (first == null) {
                batch.done.complete(null);
            } else {
                batch.done.completeExceptionally(first);
            }
        }
    }
}
