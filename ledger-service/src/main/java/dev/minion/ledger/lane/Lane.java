package dev.minion.ledger.lane;

import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One queue whose batches follow each other. For many threads. */
final class Lane<Q, A> {

    private final int batchTasks;
    private final Function<List<Work<Q, A>>, Future<Void>> writer;

    // Guarded by this.
    private final Deque<Work<Q, A>> waiting = new ArrayDeque<>();
    private boolean busy;

    /** With a writer whose future never fails. */
    Lane(int batchTasks, Function<List<Work<Q, A>>, Future<Void>> writer) {
        this.batchTasks = batchTasks;
        this.writer = writer;
    }

    /** Takes the work in, in its order. */
    void add(List<Work<Q, A>> work) {
        synchronized (this) {
            waiting.addAll(work);
        }
        pump();
    }

    private void pump() {
        List<Work<Q, A>> batch = take();
        if (batch != null) {
            writer.apply(batch).onComplete(done -> free());
        }
    }

    private void free() {
        synchronized (this) {
            busy = false;
        }
        pump();
    }

    private synchronized @Nullable List<Work<Q, A>> take() {
        if (waiting.isEmpty() || busy) {
            return null;
        }
        busy = true;
        List<Work<Q, A>> batch = new ArrayList<>();
        Set<UUID> tasks = new HashSet<>();
        while (!waiting.isEmpty()
                && batch.size() < batchTasks
                && tasks.add(waiting.peek().task())) {
            batch.add(waiting.remove());
        }
        return batch;
    }
}
