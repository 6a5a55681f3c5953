package dev.minion.coordinator.task;

import dev.minion.contracts.FailureCode;
import dev.minion.coordinator.problem.ProblemException;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Pages of tasks that are made at a time, and what they hold until their clients have taken them.
 * Beyond its bounds pages are made in the order in which they were asked for; who asks for one that
 * waits to be made, as every third one alike does, gets the same. For many threads.
 */
final class PageQueue {

    /**
     * The bounds of one queue. A page beyond them is made alone.
     *
     * @param pages being made at a time
     * @param tasks of these
     * @param bytes of pages that are being made or have not been taken
     * @param waiting requests that may wait
     */
    record Bounds(int pages, int tasks, long bytes, int waiting) {}

    /** A page in somebody's hands. */
    static final class Held {

        private final Buffer bytes;
        private final Runnable release;
        private final AtomicBoolean released = new AtomicBoolean();

        private Held(Buffer bytes, Runnable release) {
            this.bytes = bytes;
            this.release = release;
        }

        /** The page, which others may have, too. */
        Buffer bytes() {
            return bytes;
        }

        /** It has been taken, or is no longer wanted. */
        void release() {
            if (!released.getAndSet(true)) {
                release.run();
            }
        }
    }

    /** Somebody's question, asked by one or more. */
    private static final class Entry {

        private final Object question;
        private final int tasks;
        private final Supplier<Uni<Buffer>> make;
        private final List<UniEmitter<? super Held>> askers = new ArrayList<>(1);

        /** What is counted for it: supposed until it is made. */
        private long bytes;

        private int holders;

        private Entry(Object question, int tasks, Supplier<Uni<Buffer>> make) {
            this.question = question;
            this.tasks = tasks;
            this.make = make;
        }
    }

    /** A task has no less, as it is supposed before its page is made. */
    private static final long LEAST_BYTES_A_TASK = 1_500;

    /**
     * Pages that answer the same question and are being made at a time: where many ask it, the next
     * one is for all who have come meanwhile.
     */
    private static final int ALIKE = 2;

    private final Bounds bounds;

    // Guarded by this.
    private final Map<Object, Entry> waiting = new LinkedHashMap<>();
    private final Map<Object, Integer> making = new HashMap<>();
    private int waitingRequests;
    private int pages;
    private int tasks;
    private long bytes;
    private long bytesATask = LEAST_BYTES_A_TASK;

    PageQueue(Bounds bounds) {
        this.bounds = bounds;
    }

    /**
     * Asks for a page.
     *
     * @param question equal ones have the same page
     * @param most tasks that it can have
     * @param make makes it
     * @return the page, to be released; fails as overloaded where too many wait, and as making it
     *     does
     */
    Uni<Held> ask(Object question, int most, Supplier<Uni<Buffer>> make) {
        return Uni.createFrom()
                .emitter(
                        asker -> {
                            if (add(question, most, make, asker)) {
                                admit();
                            } else {
                                asker.fail(
                                        new ProblemException(
                                                FailureCode.OVERLOADED,
                                                "too many lists wait already"));
                            }
                        });
    }

    private synchronized boolean add(
            Object question, int most, Supplier<Uni<Buffer>> make, UniEmitter<? super Held> asker) {
        if (waitingRequests >= bounds.waiting) {
            return false;
        }
        waitingRequests++;
        waiting.computeIfAbsent(question, _ -> new Entry(question, most, make)).askers.add(asker);
        return true;
    }

    private void admit() {
        for (Entry next = take(); next != null; next = take()) {
            make(next);
        }
    }

    private synchronized @Nullable Entry take() {
        Entry next = first();
        if (next == null) {
            return null;
        }
        if (pages > 0 && (pages >= bounds.pages || tasks + next.tasks > bounds.tasks)) {
            return null;
        }
        next.bytes = bytesATask * next.tasks;
        if (bytes > 0 && bytes + next.bytes > bounds.bytes) {
            return null;
        }
        waiting.remove(next.question);
        making.merge(next.question, 1, Integer::sum);
        waitingRequests -= next.askers.size();
        pages++;
        tasks += next.tasks;
        bytes += next.bytes;
        return next;
    }

    /** Passes over those that are being made already, which are no more than pages are. */
    private @Nullable Entry first() {
        for (Entry entry : waiting.values()) {
            if (making.getOrDefault(entry.question, 0) < ALIKE) {
                return entry;
            }
        }
        return null;
    }

    private void make(Entry entry) {
        var ignored =
                Uni.createFrom()
                        .deferred(entry.make::get)
                        .subscribe()
                        .with(page -> made(entry, page), failure -> failed(entry, failure));
    }

    private void made(Entry entry, Buffer page) {
        count(entry, page.length(), entry.askers.size());
        for (UniEmitter<? super Held> asker : entry.askers) {
            asker.complete(new Held(page, () -> release(entry)));
        }
        admit();
    }

    private void failed(Entry entry, Throwable failure) {
        count(entry, 0, 0);
        entry.askers.forEach(asker -> asker.fail(failure));
        admit();
    }

    private synchronized void count(Entry entry, long size, int holders) {
        pages--;
        making.computeIfPresent(entry.question, (_, alike) -> alike == 1 ? null : alike - 1);
        tasks -= entry.tasks;
        // Where tasks are large, they most likely still are in the pages that come next.
        long slowly = bytesATask - bytesATask / 8;
        long seen = size / Math.max(1, entry.tasks);
        bytesATask = Math.max(LEAST_BYTES_A_TASK, Math.max(slowly, seen));
        bytes += size - entry.bytes;
        entry.bytes = size;
        entry.holders = holders;
    }

    private void release(Entry entry) {
        synchronized (this) {
            entry.holders--;
            if (entry.holders > 0) {
                return;
            }
            bytes -= entry.bytes;
        }
        admit();
    }
}
