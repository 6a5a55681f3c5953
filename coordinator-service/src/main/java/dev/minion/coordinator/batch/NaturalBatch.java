package dev.minion.coordinator.batch;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * A bounded queue whose items leave in batches, few of them under way at a time.
 *
 * <p>Safe for many threads; a batch is sent by the thread that offered an item, or by the one on
 * which the last batch ended.
 */
public final class NaturalBatch<T> {

    /**
     * The bounds of one queue.
     *
     * @param inFlight batches under way at a time; one where more waits than a quarter of the
     *     prompt weight, for then no time is lost between full batches
     * @param batchWeight the weight at which a batch is full; a heavier item goes alone
     * @param batchBytes the bytes at which a batch is full
     * @param queueWeight weight that may wait
     * @param queueBytes bytes that may wait
     * @param promptWeight weight that may wait however long it takes
     * @param patience where more waits: how long the first of them may have waited
     */
    public record Bounds(
            int inFlight,
            int batchWeight,
            long batchBytes,
            int queueWeight,
            long queueBytes,
            int promptWeight,
            Duration patience) {

        /** Bounds without a bound of time. */
        public Bounds(
                int inFlight, int batchWeight, long batchBytes, int queueWeight, long queueBytes) {
            this(
                    inFlight,
                    batchWeight,
                    batchBytes,
                    queueWeight,
                    queueBytes,
                    queueWeight,
                    Duration.ofDays(1));
        }
    }

    private record Queued<T>(T item, int weight, long bytes, long sinceNanos) {}

    private static final double SHRUNK = 7 / 8.0;

    private final Bounds bounds;
    private final Function<List<T>, Uni<Void>> send;
    private final LongSupplier nanoTime;
    private final Queue<Queued<T>> queue = new ArrayDeque<>();
    private long queuedWeight;
    private long queuedBytes;
    private int inFlight;
    private volatile boolean refusing;

    /**
     * A queue.
     *
     * @param send sends a batch; when the Uni ends, either way, the next may go
     */
    public NaturalBatch(Bounds bounds, Function<List<T>, Uni<Void>> send) {
        this(bounds, send, System::nanoTime);
    }

    NaturalBatch(Bounds bounds, Function<List<T>, Uni<Void>> send, LongSupplier nanoTime) {
        this.bounds = bounds;
        this.send = send;
        this.nanoTime = nanoTime;
    }

    /**
     * Queues an item and sends what may be sent.
     *
     * @return false where the queue is full
     */
    public boolean offer(T item, int weight, long bytes) {
        synchronized (queue) {
            long now = nanoTime.getAsLong();
            if (!queue.isEmpty() && isBeyond(queuedWeight + weight, queuedBytes + bytes, 1, now)) {
                refusing = true;
                return false;
            }
            queue.add(new Queued<>(item, weight, bytes, now));
            queuedWeight += weight;
            queuedBytes += bytes;
        }
        drain();
        return true;
    }

    /**
     * Whether what comes now will most likely be refused: since one was, the queue has not shrunk
     * by an eighth. So that nobody prepares in vain what will not be taken.
     */
    public boolean refusing() {
        return refusing;
    }

    private void drain() {
        for (List<T> batch = take(); !batch.isEmpty(); batch = take()) {
            send(batch);
        }
    }

    private void send(List<T> batch) {
        Uni<Void> sending;
        try {
            sending = send.apply(batch);
        } catch (RuntimeException e) {
            sending = Uni.createFrom().failure(e);
        }
        var ignored = sending.subscribe().with(_ -> ended(), _ -> ended());
    }

    private void ended() {
        synchronized (queue) {
            inFlight--;
        }
        drain();
    }

    private List<T> take() {
        List<T> batch = new ArrayList<>();
        synchronized (queue) {
            if (inFlight >= allowed() || queue.isEmpty()) {
                return batch;
            }
            inFlight++;
            long weight = 0;
            long bytes = 0;
            for (Queued<T> next = queue.peek(); next != null; next = queue.peek()) {
                weight += next.weight;
                bytes += next.bytes;
                if (!batch.isEmpty()
                        && (weight > bounds.batchWeight || bytes > bounds.batchBytes)) {
                    break;
                }
                queue.remove();
                queuedWeight -= next.weight;
                queuedBytes -= next.bytes;
                batch.add(next.item);
            }
            if (refusing && !isBeyond(queuedWeight, queuedBytes, SHRUNK, nanoTime.getAsLong())) {
                refusing = false;
            }
        }
        return batch;
    }

    private int allowed() {
        return queuedWeight > bounds.promptWeight / 4 ? 1 : bounds.inFlight;
    }

    /** Whether so much is more than this share of what may wait. */
    private boolean isBeyond(long weight, long bytes, double share, long now) {
        return weight > share * bounds.queueWeight
                || bytes > share * bounds.queueBytes
                || (weight > share * bounds.promptWeight && isLate(now));
    }

    private boolean isLate(long now) {
        Queued<T> first = queue.peek();
        return first != null && now - first.sinceNanos > bounds.patience.toNanos();
    }
}
