package dev.minion.messaging.kafka;

import dev.minion.messaging.BatchHandler;
import dev.minion.messaging.OwnershipListener;
import dev.minion.messaging.Received;
import dev.minion.messaging.Subscription;
import dev.minion.messaging.SubscriptionSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jboss.logging.Logger;

/**
 * One consumer on one platform thread: poll, hand over, wait, move on.
 *
 * <p>While the handler works, the thread waits for it; when that takes long it polls with all
 * partitions paused, which keeps the member in its group and lets rebalances proceed. Positions are
 * those of finished batches only. They are committed at most every {@link #COMMIT_NANOS}, and
 * before a partition is given away: what comes twice after a crash is refused by the receivers'
 * fences.
 */
final class KafkaSubscription implements Subscription {

    private static final Logger LOG = Logger.getLogger(KafkaSubscription.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final long COMMIT_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long MISSING_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(300);
    private static final int INITIAL_BATCH = 64;

    private final KafkaSettings settings;
    private final KafkaTopics topics;
    private final SubscriptionSpec spec;
    private final BatchHandler handler;
    private final OwnershipListener ownership;
    private final Thread thread;

    /** Offsets after the last finished record, not committed yet. */
    private final Map<TopicPartition, OffsetAndMetadata> finished = new HashMap<>();

    /** Shared subscriptions: what this member owns. */
    private final Set<TopicPartition> owned = new HashSet<>();

    private long lastCommit = System.nanoTime();
    private boolean handlerBusy;
    private volatile boolean positioned;
    private volatile boolean closed;

    KafkaSubscription(
            KafkaSettings settings,
            KafkaTopics topics,
            SubscriptionSpec spec,
            BatchHandler handler,
            OwnershipListener ownership) {
        this.settings = settings;
        this.topics = topics;
        this.spec = spec;
        this.handler = handler;
        this.ownership = ownership;
        this.thread =
                Thread.ofPlatform()
                        .name(settings.clientId() + "-" + spec.name())
                        .daemon()
                        .unstarted(this::run);
    }

    KafkaSubscription start() {
        thread.start();
        return this;
    }

    @Override
    public boolean positioned() {
        return positioned;
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }

    void awaitEnd(Duration time) throws InterruptedException {
        thread.join(time);
    }

    /** A consumer that broke is replaced: there is no state in it that Kafka does not have. */
    private void run() {
        while (!closed) {
            try (KafkaConsumer<byte[], byte[]> consumer = open()) {
                consume(consumer);
            } catch (MissingTopicException missing) {
                LOG.infof("topic is missing and is made: name=%s", spec.topic());
                var _ = topics.ensure();
                LockSupport.parkNanos(MISSING_PAUSE_NANOS);
            } catch (RuntimeException broken) {
                LOG.warnf(broken, "subscription broke and starts again: name=%s", spec.name());
                forgetOwnership();
                LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
            }
        }
    }

    private KafkaConsumer<byte[], byte[]> open() {
        KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        settings.consumer(spec),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer());
        finished.clear();
        try {
            List<PartitionInfo> partitions = consumer.partitionsFor(spec.topic());
            if (partitions.isEmpty()) {
                throw new MissingTopicException();
            }
            switch (spec) {
                case SubscriptionSpec.Shared shared ->
                        consumer.subscribe(List.of(shared.topic()), new Rebalances(consumer));
                case SubscriptionSpec.Broadcast broadcast ->
                        seekToEnd(consumer, broadcast, partitions);
            }
        } catch (RuntimeException failed) {
            consumer.close();
            throw failed;
        }
        return consumer;
    }

    private void seekToEnd(
            KafkaConsumer<byte[], byte[]> consumer,
            SubscriptionSpec.Broadcast broadcast,
            List<PartitionInfo> present) {
        List<TopicPartition> partitions = new ArrayList<>();
        for (PartitionInfo info : present) {
            if (broadcast.partitions().isEmpty()
                    || broadcast.partitions().contains(info.partition())) {
                partitions.add(new TopicPartition(info.topic(), info.partition()));
            }
        }
        if (partitions.isEmpty()) {
            throw new KafkaException("topic has too few partitions: " + broadcast.topic());
        }
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        partitions.forEach(consumer::position); // seekToEnd is lazy
        positioned = true;
        ownership.assigned(numbers(partitions));
    }

    private void consume(KafkaConsumer<byte[], byte[]> consumer) {
        while (!closed) {
            ConsumerRecords<byte[], byte[]> polled = consumer.poll(POLL);
            if (!polled.isEmpty()) {
                processAll(consumer, polled);
            }
            commitWhenDue(consumer);
        }
        commitNow(consumer);
    }

    /** A packed record goes to the handler as a whole, so that positions are those of records. */
    private void processAll(
            KafkaConsumer<byte[], byte[]> consumer, ConsumerRecords<byte[], byte[]> polled) {
        List<Received> batch = new ArrayList<>(Math.max(polled.count(), INITIAL_BATCH));
        for (ConsumerRecord<byte[], byte[]> record : polled) {
            ReceivedRecords.add(record, batch);
            if (batch.size() >= spec.maxBatch()) {
                process(consumer, stillMine(batch));
                batch = new ArrayList<>(INITIAL_BATCH);
                if (closed) {
                    return; // what was not processed must not be marked so
                }
            }
        }
        process(consumer, stillMine(batch));
    }

    private void process(KafkaConsumer<byte[], byte[]> consumer, List<Received> batch) {
        List<Received> left = batch;
        long pause = FIRST_PAUSE_NANOS;
        while (!left.isEmpty() && !handled(consumer, left)) {
            if (closed) {
                return;
            }
            pollPaused(consumer, Duration.ofNanos(pause));
            pause = Math.min(pause * 2, LONGEST_PAUSE_NANOS);
            left = stillMine(left);
        }
        markFinished(left);
        // A partition may have gone while the handler worked: its position is not ours to commit.
        if (spec instanceof SubscriptionSpec.Shared) {
            finished.keySet().retainAll(owned);
        }
    }

    private void markFinished(List<Received> batch) {
        for (int i = 0; i < batch.size(); i++) {
            Received record = batch.get(i);
            boolean last =
                    i + 1 == batch.size() || batch.get(i + 1).partition() != record.partition();
            if (last) {
                finished.put(
                        new TopicPartition(record.topic(), record.partition()),
                        new OffsetAndMetadata(record.offset() + 1));
            }
        }
    }

    private boolean handled(KafkaConsumer<byte[], byte[]> consumer, List<Received> batch) {
        handlerBusy = true;
        try {
            CompletableFuture<Void> stage = handler.handle(batch).toCompletableFuture();
            while (true) {
                try {
                    stage.get(POLL.toMillis(), TimeUnit.MILLISECONDS);
                    return true;
                } catch (TimeoutException stillWorking) {
                    pollPaused(consumer, Duration.ZERO);
                }
            }
        } catch (ExecutionException failed) {
            LOG.warnf(failed.getCause(), "batch failed and comes again: name=%s", spec.name());
            return false;
        } catch (InterruptedException interrupted) {
            closed = true;
            return false;
        } catch (RuntimeException failed) {
            LOG.warnf(failed, "batch failed and comes again: name=%s", spec.name());
            return false;
        } finally {
            handlerBusy = false;
            consumer.resume(consumer.paused());
        }
    }

    private void pollPaused(KafkaConsumer<byte[], byte[]> consumer, Duration time) {
        boolean wasBusy = handlerBusy;
        handlerBusy = true; // partitions that come in this poll must not deliver
        consumer.pause(consumer.assignment());
        ConsumerRecords<byte[], byte[]> none = consumer.poll(time);
        if (!none.isEmpty()) {
            throw new IllegalStateException("paused partitions delivered records");
        }
        handlerBusy = wasBusy;
        if (!wasBusy) {
            consumer.resume(consumer.paused());
        }
    }

    private List<Received> stillMine(List<Received> batch) {
        if (!(spec instanceof SubscriptionSpec.Shared) || allMine(batch)) {
            return batch;
        }
        return batch.stream()
                .filter(r -> owned.contains(new TopicPartition(r.topic(), r.partition())))
                .toList();
    }

    private boolean allMine(List<Received> batch) {
        int mine = -1;
        for (Received record : batch) {
            if (record.partition() != mine) {
                mine = record.partition();
                if (!owned.contains(new TopicPartition(record.topic(), mine))) {
                    return false;
                }
            }
        }
        return true;
    }

    private void commitWhenDue(KafkaConsumer<byte[], byte[]> consumer) {
        if (!finished.isEmpty() && System.nanoTime() - lastCommit > COMMIT_NANOS) {
            lastCommit = System.nanoTime();
            if (spec instanceof SubscriptionSpec.Shared) {
                // A failed commit is made good by the next one, or costs a repetition.
                consumer.commitAsync(Map.copyOf(finished), (offsets, failure) -> {});
            }
            finished.clear();
        }
    }

    private void commitNow(KafkaConsumer<byte[], byte[]> consumer) {
        if (!(spec instanceof SubscriptionSpec.Shared) || finished.isEmpty()) {
            return;
        }
        try {
            consumer.commitSync(Map.copyOf(finished), Duration.ofSeconds(2));
        } catch (KafkaException failed) {
            LOG.infof("positions not committed, records will repeat: name=%s", spec.name());
        }
        finished.clear();
    }

    private void forgetOwnership() {
        if (!owned.isEmpty()) {
            Set<Integer> gone = numbers(owned);
            owned.clear();
            ownership.revoked(gone);
        }
    }

    private static Set<Integer> numbers(Collection<TopicPartition> partitions) {
        Set<Integer> numbers = new HashSet<>();
        partitions.forEach(p -> numbers.add(p.partition()));
        return numbers;
    }

    /** The topic is not there yet, or not there any more. */
    private static final class MissingTopicException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /**
     * Keeps {@link #owned} and tells the listener. Runs within poll, on the subscription's thread.
     */
    private final class Rebalances implements ConsumerRebalanceListener {

        private final KafkaConsumer<byte[], byte[]> consumer;

        Rebalances(KafkaConsumer<byte[], byte[]> consumer) {
            this.consumer = consumer;
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            if (handlerBusy) {
                consumer.pause(partitions);
            }
            positioned = true;
            if (!partitions.isEmpty()) {
                owned.addAll(partitions);
                ownership.assigned(numbers(partitions));
            }
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            commitNow(consumer);
            onPartitionsLost(partitions);
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            if (!partitions.isEmpty()) {
                owned.removeAll(partitions);
                ownership.revoked(numbers(partitions));
            }
        }
    }
}
