package dev.minion.ledger.cache;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.minion.contracts.Ids;
import dev.minion.contracts.Topics;
import dev.minion.contracts.records.TaskChange;
import dev.minion.contracts.records.TouchedTask;
import dev.minion.contracts.records.TouchedTasks;
import dev.minion.messaging.BatchHandler;
import dev.minion.messaging.Messaging;
import dev.minion.messaging.OwnershipListener;
import dev.minion.messaging.Received;
import dev.minion.messaging.Subscription;
import dev.minion.messaging.SubscriptionSpec;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jboss.logging.Logger;

/** Hears the changes of all replicas, its own too, and has the cache forget what they made old. */
@ApplicationScoped
class ChangeFeed {

    private static final Logger LOG = Logger.getLogger(ChangeFeed.class);
    private static final Set<String> TOPICS = Set.of(Topics.OUTCOMES, Topics.LEDGER_CHANGES);
    private static final int BATCH = 2_000;
    private static final int ID_BYTES = 16;

    private final Messaging messaging;
    private final TaskCache cache;

    /** Guarded by itself. */
    private final Set<String> heard = new HashSet<>();

    private final List<Subscription> subscriptions = new ArrayList<>();

    ChangeFeed(Messaging messaging, TaskCache cache) {
        this.messaging = messaging;
        this.cache = cache;
    }

    void start(@Observes StartupEvent started) {
        if (cache.keeps().isPositive()) {
            subscribe(Topics.OUTCOMES, records -> each(records, this::changed));
            subscribe(Topics.LEDGER_CHANGES, records -> each(records, this::touched));
        }
    }

    void stop(@Observes ShutdownEvent ended) {
        subscriptions.forEach(Subscription::close);
    }

    private void subscribe(String topic, BatchHandler handler) {
        SubscriptionSpec spec =
                new SubscriptionSpec.Broadcast("cache-" + topic, topic, Set.of(), BATCH);
        subscriptions.add(messaging.subscribe(spec, handler, new Positions(topic)));
    }

    private static CompletionStage<Void> each(List<Received> records, Decoder decoder) {
        for (Received record : records) {
            try {
                decoder.decode(record.value());
            } catch (InvalidProtocolBufferException | IllegalArgumentException bad) {
                // Coordinators park it: here it only names no task.
                LOG.debugf("not a change: topic=%s reason=%s", record.topic(), bad);
            }
        }
        return CompletableFuture.completedFuture(null);
    }

    private interface Decoder {
        void decode(byte[] value) throws InvalidProtocolBufferException;
    }

    private void changed(byte[] value) throws InvalidProtocolBufferException {
        TaskChange change = TaskChange.parseFrom(value);
        changed(change.getTaskId(), change.getVersion());
    }

    private void touched(byte[] value) throws InvalidProtocolBufferException {
        for (TouchedTask task : TouchedTasks.parseFrom(value).getTasksList()) {
            changed(task.getTaskId(), task.getVersion());
        }
    }

    private void changed(ByteString id, long version) {
        if (id.size() == ID_BYTES) {
            cache.changed(Ids.fromBytes(id), version);
        }
    }

    /** Where a subscription begins, what came before is not heard. */
    private final class Positions implements OwnershipListener {

        private final String topic;

        Positions(String topic) {
            this.topic = topic;
        }

        @Override
        public void assigned(Set<Integer> partitions) {
            synchronized (heard) {
                heard.add(topic);
                if (heard.equals(TOPICS)) {
                    cache.hear();
                }
            }
        }

        @Override
        public void revoked(Set<Integer> partitions) {}
    }
}
