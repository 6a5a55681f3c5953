package dev.minion.ledger.task;

import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Natural batching: a free writer takes all that has queued up while it was busy. No timer, so that
 * a lone submission is written at once.
 */
final class CreationQueue {

    private final CreationConfig config;
    private final Function<List<Candidate>, Future<Void>> writer;

    // Guarded by this.
    private final Deque<Candidate> waiting = new ArrayDeque<>();
    private long waitingTasks;
    private long waitingBytes;
    private int busy;

    /** With a writer whose future never fails. */
    CreationQueue(CreationConfig config, Function<List<Candidate>, Future<Void>> writer) {
        this.config = config;
        this.writer = writer;
    }

    /** Takes the submissions in, or none of them where there is no room. */
    boolean offer(List<Candidate> submissions) {
        long tasks = submissions.stream().mapToLong(Candidate::size).sum();
        long bytes = submissions.stream().mapToLong(Candidate::bytes).sum();
        synchronized (this) {
            boolean room =
                    waiting.isEmpty()
                            || (waitingTasks + tasks <= config.queueTasks()
                                    && waitingBytes + bytes <= config.queueBytes());
            if (!room) {
                return false;
            }
            waiting.addAll(submissions);
            waitingTasks += tasks;
            waitingBytes += bytes;
        }
        pump();
        return true;
    }

    private void pump() {
        List<Candidate> batch = take();
        while (batch != null) {
            writer.apply(batch).onComplete(done -> free());
            batch = take();
        }
    }

    private void free() {
        synchronized (this) {
            busy--;
        }
        pump();
    }

    private synchronized @Nullable List<Candidate> take() {
        if (waiting.isEmpty() || busy >= config.writers()) {
            return null;
        }
        busy++;
        List<Candidate> batch = new ArrayList<>();
        Set<KeyClaims.Key> taken = new HashSet<>();
        int tasks = 0;
        while (!waiting.isEmpty() && (batch.isEmpty() || fits(tasks, waiting.peek(), taken))) {
            Candidate next = waiting.remove();
            batch.add(next);
            names(next, taken);
            tasks += next.size();
            waitingTasks -= next.size();
            waitingBytes -= next.bytes();
        }
        return batch;
    }

    /**
     * One statement cannot claim a key twice: a submission with a key that the batch has already
     * opens the next one.
     */
    private boolean fits(int tasks, Candidate next, Set<KeyClaims.Key> taken) {
        if (tasks + next.size() > config.batchTasks()) {
            return false;
        }
        for (int item = 0; item < next.size(); item++) {
            if (next.keyed() && taken.contains(KeyClaims.Key.of(next.task(item)))) {
                return false;
            }
        }
        return true;
    }

    private static void names(Candidate candidate, Set<KeyClaims.Key> taken) {
        for (int item = 0; item < candidate.size(); item++) {
            if (candidate.keyed()) {
                taken.add(KeyClaims.Key.of(candidate.task(item)));
            }
        }
    }
}
