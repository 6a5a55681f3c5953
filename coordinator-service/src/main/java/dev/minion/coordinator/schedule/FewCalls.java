package dev.minion.coordinator.schedule;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.Consumer;

/**
 * Items that wait for calls, some a call and few calls at a time: what comes while calls are under
 * way shares the next one. For the loop's thread.
 */
final class FewCalls<T> {

    private final int batch;
    private final int limit;
    private final Consumer<List<T>> call;
    private final Queue<T> waiting = new ArrayDeque<>();
    private int calls;

    /**
     * With nothing under way.
     *
     * @param batch items in a call
     * @param limit calls at a time
     * @param call makes one; its end leads to {@link #ended}
     */
    FewCalls(int batch, int limit, Consumer<List<T>> call) {
        this.batch = batch;
        this.limit = limit;
        this.call = call;
    }

    void add(T item) {
        waiting.add(item);
    }

    /** A call has come to its end. */
    void ended() {
        calls--;
        flush();
    }

    /** Makes as many calls as may be made. */
    void flush() {
        while (calls < limit && !waiting.isEmpty()) {
            List<T> items = new ArrayList<>();
            while (items.size() < batch && !waiting.isEmpty()) {
                items.add(waiting.remove());
            }
            calls++;
            call.accept(items);
        }
    }
}
