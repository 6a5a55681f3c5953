package dev.minion.worker.handler;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Runs the tasks of one type. Every bean of this type is a capability of its worker.
 *
 * <p>It is called on a virtual thread of its own, unless it is {@link #nonBlocking()}, and may
 * block. It runs at least once for each task: what it does outside should carry {@link
 * HandlerContext#idempotencyKey()}. When the attempt is cancelled or past its deadline the thread
 * is interrupted.
 */
public interface Handler {

    /** The task type, up to 100 characters, like {@code http.call}. */
    String type();

    /**
     * Whether it only computes, for some microseconds, and neither blocks nor waits. Such tasks,
     * few at a time, are run by the thread that brings them, which spares a lone one two changes of
     * threads. That thread serves others, too, and is never interrupted: a type that takes longer
     * than it should is run on threads of its own from then on.
     */
    default boolean nonBlocking() {
        return false;
    }

    /**
     * Does the work.
     *
     * @return the task's output; {@code NullNode} where there is none
     * @throws HandlerException when the work failed; its code and retryability become the task's
     *     error
     * @throws InterruptedException when the attempt was cancelled or its time is up
     */
    JsonNode run(HandlerContext context) throws HandlerException, InterruptedException;
}
