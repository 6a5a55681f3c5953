package dev.minion.coordinator.message;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.minion.contracts.FailureCode;
import dev.minion.contracts.Topics;
import dev.minion.contracts.records.InboxesFilled;
import dev.minion.coordinator.problem.ProblemException;
import dev.minion.messaging.DeadLetters;
import dev.minion.messaging.Messaging;
import dev.minion.messaging.Received;
import dev.minion.messaging.Subscription;
import dev.minion.messaging.SubscriptionSpec;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The list of all who wait at inboxes; wakes them when the ledger tells of a message. Listens from
 * the first of them on: a suite whose agents send no messages pays nothing.
 */
@ApplicationScoped
class InboxFeed {

    private static final String NAME = "messages";
    private static final int BATCH = 500;

    private final Messaging messaging;
    private final DeadLetters deadLetters;
    private final int limit;
    private final Map<Inbox, List<InboxWatch>> byInbox = new ConcurrentHashMap<>();
    private final AtomicInteger count = new AtomicInteger();
    private @Nullable Subscription subscription;
    private boolean stopped;

    InboxFeed(Messaging messaging, InstantSource clock, InboxSettings settings) {
        this.messaging = messaging;
        this.deadLetters = new DeadLetters(messaging.publisher(), clock, "coordinator/messages");
        this.limit = settings.watches();
    }

    synchronized void stop(@Observes ShutdownEvent stopping) {
        stopped = true;
        if (subscription != null) {
            subscription.close();
        }
    }

    /**
     * Enters a watch, and wakes it a first time.
     *
     * @throws ProblemException overloaded where there are too many
     */
    void open(InboxWatch watch) {
        if (count.incrementAndGet() > limit) {
            count.decrementAndGet();
            throw new ProblemException(FailureCode.OVERLOADED, "too many agents wait already");
        }
        byInbox.compute(
                watch.inbox(),
                (_, watches) -> {
                    List<InboxWatch> all = watches == null ? new CopyOnWriteArrayList<>() : watches;
                    all.add(watch);
                    return all;
                });
        listen();
        watch.wake();
    }

    /** Takes a watch off the list; a second time does nothing. */
    void close(InboxWatch watch) {
        byInbox.computeIfPresent(
                watch.inbox(),
                (_, watches) -> {
                    if (watches.remove(watch)) {
                        count.decrementAndGet();
                    }
                    return watches.isEmpty() ? null : watches;
                });
    }

    /** Wakes all who wait at an inbox. */
    void wake(Inbox inbox) {
        List<InboxWatch> watches = byInbox.get(inbox);
        if (watches != null) {
            watches.forEach(InboxWatch::wake);
        }
    }

    /** Wakes all: a record may have been lost. */
    void wakeAll() {
        byInbox.values().forEach(watches -> watches.forEach(InboxWatch::wake));
    }

    /** How many wait. */
    int size() {
        return count.get();
    }

    /** True once every later message will be heard of. */
    synchronized boolean listening() {
        return subscription != null && subscription.positioned();
    }

    private synchronized void listen() {
        if (subscription == null && !stopped) {
            subscription =
                    messaging.subscribe(
                            new SubscriptionSpec.Broadcast(NAME, Topics.MESSAGES, Set.of(), BATCH),
                            this::handle);
        }
    }

    private CompletionStage<Void> handle(List<Received> records) {
        List<CompletableFuture<Void>> parked = new ArrayList<>(0);
        for (Received record : records) {
            try {
                InboxesFilled filled = InboxesFilled.parseFrom(record.value());
                filled.getAgentsList()
                        .forEach(agent -> wake(new Inbox(filled.getNamespace(), agent)));
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
        return CompletableFuture.allOf(parked.toArray(CompletableFuture[]::new));
    }
}
