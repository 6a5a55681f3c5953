package dev.minion.coordinator.outcome;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.minion.contracts.FailureCode;
import dev.minion.contracts.Topics;
import dev.minion.contracts.records.TaskChange;
import dev.minion.messaging.DeadLetters;
import dev.minion.messaging.Messaging;
import dev.minion.messaging.Received;
import dev.minion.messaging.Subscription;
import dev.minion.messaging.SubscriptionSpec;
import io.quarkus.arc.All;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Hears all changes of tasks and passes them on, batch by batch. */
@ApplicationScoped
public class OutcomeFeed implements EarlyOutcomes {

    private static final Logger LOG = Logger.getLogger(OutcomeFeed.class);
    private static final String NAME = "outcomes";
    private static final int BATCH = 2_000;
    private static final long TOPICS_RETRY_MILLIS = 1_000;

    private final Messaging messaging;
    private final List<TaskChangeListener> listeners;
    private final DeadLetters deadLetters;
    private final Vertx vertx;
    private volatile @Nullable Subscription subscription;

    OutcomeFeed(
            Messaging messaging,
            @All List<TaskChangeListener> listeners,
            InstantSource clock,
            Vertx vertx) {
        this.messaging = messaging;
        this.listeners = listeners;
        this.deadLetters = new DeadLetters(messaging.publisher(), clock, "coordinator/outcomes");
        this.vertx = vertx;
    }

    void start(@Observes StartupEvent started) {
        ensureTopics();
        subscription =
                messaging.subscribe(
                        new SubscriptionSpec.Broadcast(NAME, Topics.OUTCOMES, Set.of(), BATCH),
                        this::handle);
    }

    void stop(@Observes ShutdownEvent stopping) {
        Subscription running = subscription;
        if (running != null) {
            running.close();
        }
    }

    /** True once every later change will be heard. */
    public boolean listening() {
        Subscription running = subscription;
        return running != null && running.positioned();
    }

    @Override
    public void told(List<TaskChange> changes) {
        if (!changes.isEmpty()) {
            listeners.forEach(listener -> tell(listener, changes));
        }
    }

    private void ensureTopics() {
        var ignored =
                messaging
                        .ensureTopics()
                        .whenComplete(
                                (_, failure) -> {
                                    if (failure != null) {
                                        LOG.warnf(
                                                "topics are not there yet: %s",
                                                failure.getMessage());
                                        vertx.setTimer(TOPICS_RETRY_MILLIS, _ -> ensureTopics());
                                    }
                                });
    }

    private CompletionStage<Void> handle(List<Received> records) {
        List<TaskChange> changes = new ArrayList<>(records.size());
        List<CompletableFuture<Void>> parked = new ArrayList<>(0);
        for (Received record : records) {
            try {
                changes.add(TaskChange.parseFrom(record.value()));
            } catch (InvalidProtocolBufferException e) {
                parked.add(
                        deadLetters
                                .park(
                                        record,
                                        FailureCode.UNDECODABLE,
                                        String.valueOf(e.getMessage()))
                                .toCompletableFuture());
            }
        }
        told(changes);
        return CompletableFuture.allOf(parked.toArray(CompletableFuture[]::new));
    }

    private static void tell(TaskChangeListener listener, List<TaskChange> changes) {
        try {
            listener.changed(changes);
        } catch (RuntimeException e) {
            LOG.errorf(e, "listener failed: listener=%s", listener.getClass().getName());
        }
    }
}
