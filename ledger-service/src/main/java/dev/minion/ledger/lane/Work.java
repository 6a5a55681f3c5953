package dev.minion.ledger.lane;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.UUID;

/**
 * Something to do for one task, and where its answer goes.
 *
 * @param task that it is for
 * @param request what is wanted
 * @param bytes it takes while it waits
 */
public record Work<Q, A>(UUID task, Q request, long bytes, Promise<A> promise) {

    /** What nobody has answered yet. */
    public static <Q, A> Work<Q, A> of(UUID task, Q request, long bytes) {
        return new Work<>(task, request, bytes, Promise.promise());
    }

    /** What it is answered. */
    public Future<A> answer() {
        return promise.future();
    }

    /** Answers it. */
    public void answer(A answer) {
        promise.complete(answer);
    }

    boolean isOpen() {
        return !promise.future().isComplete();
    }

    void fail(Throwable failure) {
        promise.tryFail(failure);
    }
}
