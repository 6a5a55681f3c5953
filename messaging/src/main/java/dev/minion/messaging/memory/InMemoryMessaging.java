package dev.minion.messaging.memory;

import dev.minion.contracts.Topics;
import dev.minion.messaging.BatchHandler;
import dev.minion.messaging.Message;
import dev.minion.messaging.Messaging;
import dev.minion.messaging.OwnershipListener;
import dev.minion.messaging.Publisher;
import dev.minion.messaging.PublisherFullException;
import dev.minion.messaging.Received;
import dev.minion.messaging.Subscription;
import dev.minion.messaging.SubscriptionSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A log in memory with the contract's semantics: order per partition, groups, positions that move
 * only after the handler, repetition after a failure. Members of a group share partitions by their
 * number.
 */
public final class InMemoryMessaging implements Messaging {

    /** The most records one topic keeps: this log is for tests and trials. */
    private static final int TOPIC_RECORDS = 1_000_000;

    final ReentrantLock lock = new ReentrantLock();
    final Condition changed = lock.newCondition();
    private final int taskPartitions;
    private final Map<String, List<List<Received>>> topics = new HashMap<>();
    private final Map<String, long[]> positions = new HashMap<>();
    private final Map<String, List<InMemorySubscription>> groups = new HashMap<>();
    private final List<InMemorySubscription> all = new ArrayList<>();

    /** A log whose task topics have the given number of partitions. */
    public InMemoryMessaging(int taskPartitions) {
        this.taskPartitions = taskPartitions;
    }

    @Override
    public Publisher publisher() {
        return this::publish;
    }

    private CompletionStage<Void> publish(List<Message> messages) {
        lock.lock();
        try {
            for (Message message : messages) {
                List<List<Received>> partitions = topic(message.topic());
                int number =
                        message.partition() == Message.BY_KEY
                                ? Math.floorMod(Arrays.hashCode(message.key()), partitions.size())
                                : message.partition();
                List<Received> log = partitions.get(number);
                if (log.size() >= TOPIC_RECORDS) {
                    return CompletableFuture.failedFuture(new PublisherFullException());
                }
                log.add(
                        new Received(
                                message.topic(),
                                number,
                                log.size(),
                                message.key(),
                                message.value(),
                                message.headers()));
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public Subscription subscribe(
            SubscriptionSpec spec, BatchHandler handler, OwnershipListener ownership) {
        lock.lock();
        try {
            InMemorySubscription subscription =
                    new InMemorySubscription(this, spec, handler, ownership, startOf(spec));
            all.add(subscription);
            if (spec instanceof SubscriptionSpec.Shared shared) {
                groups.computeIfAbsent(groupKey(shared), g -> new ArrayList<>()).add(subscription);
            }
            changed.signalAll();
            return subscription.start();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public CompletionStage<Void> ensureTopics() {
        return CompletableFuture.completedFuture(null);
    }

    /** All records of a topic, by partition and offset: what a test looks at. */
    public List<Received> records(String topic) {
        lock.lock();
        try {
            return topic(topic).stream().flatMap(List::stream).toList();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        List.copyOf(all).forEach(InMemorySubscription::close);
    }

    // What follows is called with the lock held.

    List<List<Received>> topic(String name) {
        return topics.computeIfAbsent(
                name,
                n -> {
                    int count =
                            Topics.all(taskPartitions).stream()
                                    .filter(spec -> spec.name().equals(n))
                                    .mapToInt(Topics.Spec::partitions)
                                    .findFirst()
                                    .orElse(1);
                    List<List<Received>> partitions = new ArrayList<>();
                    for (int i = 0; i < count; i++) {
                        partitions.add(new ArrayList<>());
                    }
                    return partitions;
                });
    }

    private long[] startOf(SubscriptionSpec spec) {
        int partitions = topic(spec.topic()).size();
        if (spec instanceof SubscriptionSpec.Shared shared) {
            return positions.computeIfAbsent(groupKey(shared), g -> new long[partitions]);
        }
        return topic(spec.topic()).stream().mapToLong(List::size).toArray();
    }

    boolean owns(InMemorySubscription subscription, int partition) {
        return switch (subscription.spec()) {
            case SubscriptionSpec.Broadcast broadcast ->
                    broadcast.partitions().isEmpty() || broadcast.partitions().contains(partition);
            case SubscriptionSpec.Shared shared -> {
                List<InMemorySubscription> members =
                        groups.getOrDefault(groupKey(shared), List.of());
                yield !members.isEmpty() && members.get(partition % members.size()) == subscription;
            }
        };
    }

    void leave(InMemorySubscription subscription) {
        all.remove(subscription);
        groups.values().forEach(members -> members.remove(subscription));
        changed.signalAll();
    }

    private static String groupKey(SubscriptionSpec.Shared shared) {
        return shared.group() + '/' + shared.topic();
    }
}
