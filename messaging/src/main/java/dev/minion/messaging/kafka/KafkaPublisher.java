package dev.minion.messaging.kafka;

import dev.minion.messaging.Header;
import dev.minion.messaging.Message;
import dev.minion.messaging.Publisher;
import dev.minion.messaging.PublisherFullException;
import java.time.Duration;
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
        Batch batch = new Batch(messages, bytes, waitingBytes);
        queue.add(batch);
        return batch.done;
    }

    private void sendAll() {
        while (!closed || !queue.isEmpty()) {
            try {
                Batch batch = queue.poll(200, TimeUnit.MILLISECONDS);
                if (batch != null) {
                    send(batch);
                }
            } catch (InterruptedException ended) {
                return;
            }
        }
    }

    private void send(Batch batch) {
        List<Message> records = Packing.packed(batch.messages);
        batch.open.set(records.size());
        for (Message message : records) {
            try {
                // The callback tells; the future says nothing more.
                var _ = producer.send(record(message), batch);
            } catch (RuntimeException refused) {
                batch.onCompletion(null, refused);
            }
        }
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

    /** Completes when the last of its records is answered; fails with the first failure. */
    private static final class Batch implements Callback {

        private final List<Message> messages;
        private final long bytes;
        private final AtomicLong waitingBytes;

        /** Records that are not answered yet; set before the first is sent. */
        private final AtomicInteger open = new AtomicInteger();

        private final CompletableFuture<Void> done = new CompletableFuture<>();
        private volatile @Nullable Exception failure;

        Batch(List<Message> messages, long bytes, AtomicLong waitingBytes) {
            this.messages = messages;
            this.bytes = bytes;
            this.waitingBytes = waitingBytes;
        }

        @Override
        public void onCompletion(@Nullable RecordMetadata metadata, @Nullable Exception exception) {
            if (exception != null && failure == null) {
                failure = exception;
            }
            if (open.decrementAndGet() == 0) {
                waitingBytes.addAndGet(-bytes);
                Exception first = failure;
                if (first == null) {
                    done.complete(null);
                } else {
                    done.completeExceptionally(first);
                }
            }
        }
    }
}
