package dev.minion.messaging;

import java.util.concurrent.CompletionStage;

/**
 * One protocol's connection of one process. An application-scoped bean provides the configured one.
 */
public interface Messaging extends AutoCloseable {

    /** The process's publisher. */
    Publisher publisher();

    /** Starts to receive, on a thread of its own. */
    Subscription subscribe(
            SubscriptionSpec spec, BatchHandler handler, OwnershipListener ownership);

    /**
     * As {@link #subscribe(SubscriptionSpec, BatchHandler, OwnershipListener)}, without ownership.
     */
    default Subscription subscribe(SubscriptionSpec spec, BatchHandler handler) {
        return subscribe(spec, handler, OwnershipListener.NONE);
    }

    /**
     * Creates the topics of {@link dev.minion.contracts.Topics} that are missing; many processes
     * may ask at once.
     *
     * @return completes when all exist; fails when the log cannot be reached in time
     */
    CompletionStage<Void> ensureTopics();

    /** Ends all subscriptions and flushes the publisher, within the configured time. */
    @Override
    void close();
}
