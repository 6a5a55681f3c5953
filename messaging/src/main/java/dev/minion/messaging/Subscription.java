package dev.minion.messaging;

/** A running subscription. */
public interface Subscription extends AutoCloseable {

    /**
     * True once the start position is established: what is published from now on will be received.
     */
    boolean positioned();

    /**
     * Asks the loop to end; the batch under way is finished and its position kept. Returns at once.
     */
    @Override
    void close();
}
