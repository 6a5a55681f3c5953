package dev.minion.messaging;

import java.util.List;
import java.util.concurrent.CompletionStage;

/** Makes records durable. Safe for many threads; never blocks its caller. */
public interface Publisher {

    /**
     * Publishes all of the messages; those with one partition keep their order, also across calls
     * from one thread.
     *
     * @return completes when every one is as durable as the protocol can make it; fails when one
     *     could not be published within the delivery timeout (others may have been, and it may have
     *     been one of another call that was sent together with this one), or at once with {@link
     *     PublisherFullException} when the bounded buffer has no room for the batch. It completes
     *     on a thread of the protocol: continue elsewhere before doing work.
     */
    CompletionStage<Void> publish(List<Message> messages);
}
