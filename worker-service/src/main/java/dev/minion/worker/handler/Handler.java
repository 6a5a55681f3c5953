package dev.minion.worker.handler;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Runs the tasks of one type. Every bean of this type is a capability of its worker.
 *
 * <p>It is called on a virtual thread of its own, and may block. It runs at least once for each
 * task: what it does outside should carry {@link HandlerContext#idempotencyKey()}. When the attempt
 * is cancelled or past its deadline the thread is interrupted.
 */
public interface Handler {

    /** The task type, up to 100 characters, like {@code http.call}. */
    String type();

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
