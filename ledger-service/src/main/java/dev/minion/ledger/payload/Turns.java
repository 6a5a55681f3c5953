package dev.minion.ledger.payload;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Few pieces of work at a time; the others wait, in their order. */
final class Turns {

    private final int limit;
    private final int mayWait;

    // Guarded by this.
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private int busy;

    /** With how many at a time, and how many that may wait. */
    Turns(int limit, int mayWait) {
        this.limit = limit;
        this.mayWait = mayWait;
    }

    /** The work's result; fails with {@link TransfersFullException} where too many wait. */
    <T> Future<T> take(Supplier<Future<T>> work) {
        Promise<T> result = Promise.promise();
        Runnable turn = () -> begun(work).onComplete(result).onComplete(done -> ended());
        synchronized (this) {
            if (busy == limit) {
                if (waiting.size() == mayWait) {
                    return Future.failedFuture(new TransfersFullException());
                }
                waiting.add(turn);
                return result.future();
            }
            busy++;
        }
        turn.run();
        return result.future();
    }

    /** What fails before it has begun must give its turn back, too. */
    private static <T> Future<T> begun(Supplier<Future<T>> work) {
        try {
            return work.get();
        } catch (RuntimeException failure) {
            return Future.failedFuture(failure);
        }
    }

    private void ended() {
        Runnable next = next();
        if (next != null) {
            next.run();
        }
    }

    private synchronized @Nullable Runnable next() {
        Runnable next = waiting.poll();
        if (next == null) {
            busy--;
        }
        return next;
    }
}
