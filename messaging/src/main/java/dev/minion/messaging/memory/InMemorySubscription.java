package dev.minion.messaging.memory;

import dev.minion.messaging.BatchHandler;
import dev.minion.messaging.OwnershipListener;
import dev.minion.messaging.Received;
import dev.minion.messaging.Subscription;
import dev.minion.messaging.SubscriptionSpec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** One reader of an {@link InMemoryMessaging}, on a virtual thread. */
final class InMemorySubscription implements Subscription {

    private static final long RETRY_MILLIS = 20;

    private final InMemoryMessaging log;
    private final SubscriptionSpec spec;
    private final BatchHandler handler;
    private final OwnershipListener ownership;

    /**
     * Next offset of each partition; members of a group share one array. Guarded by the log's lock.
     */
    private final long[] positions;

    private final Set<Integer> owned = new HashSet<>();
    private volatile boolean closed;

    InMemorySubscription(
            InMemoryMessaging log,
            SubscriptionSpec spec,
            BatchHandler handler,
            OwnershipListener ownership,
            long[] positions) {
        this.log = log;
        this.spec = spec;
        this.handler = handler;
        this.ownership = ownership;
        this.positions = positions;
    }

    SubscriptionSpec spec() {
        return spec;
    }

    InMemorySubscription start() {
        var _ = Thread.ofVirtual().name(spec.name()).start(this::run);
        return this;
    }

    @Override
    public boolean positioned() {
        return true;
    }

    @Override
    public void close() {
        closed = true;
        log.lock.lock();
        try {
            log.leave(this);
        } finally {
            log.lock.unlock();
        }
    }

    private void run() {
        try {
            while (!closed) {
                List<Received> batch = next();
                if (!batch.isEmpty() && handled(batch)) {
                    advance(batch);
                }
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    private List<Received> next() throws InterruptedException {
        tellOwnership();
        log.lock.lockInterruptibly();
        try {
            List<Received> batch = waiting();
            // Bounded, so that a change of ownership is noticed as well.
            long left = TimeUnit.MILLISECONDS.toNanos(RETRY_MILLIS);
            while (batch.isEmpty() && !closed && left > 0) {
                left = log.changed.awaitNanos(left);
                batch = waiting();
            }
            return batch;
        } finally {
            log.lock.unlock();
        }
    }

    private List<Received> waiting() {
        List<Received> batch = new ArrayList<>();
        List<List<Received>> partitions = log.topic(spec.topic());
        for (int p : owned) {
            List<Received> records = partitions.get(p);
            int from = (int) positions[p];
            int room = spec.maxBatch() - batch.size();
            batch.addAll(records.subList(from, Math.min(records.size(), from + room)));
        }
        return batch;
    }

    private void tellOwnership() {
        Set<Integer> now = new HashSet<>();
        log.lock.lock();
        try {
            for (int p = 0; p < positions.length; p++) {
                if (log.owns(this, p)) {
                    now.add(p);
                }
            }
        } finally {
            log.lock.unlock();
        }
        Set<Integer> gone = new HashSet<>(owned);
        gone.removeAll(now);
        Set<Integer> come = new HashSet<>(now);
        come.removeAll(owned);
        owned.clear();
        owned.addAll(now);
        if (!gone.isEmpty()) {
            ownership.revoked(gone);
        }
        if (!come.isEmpty()) {
            ownership.assigned(come);
        }
    }

    private boolean handled(List<Received> batch) throws InterruptedException {
        try {
            handler.handle(batch).toCompletableFuture().get();
            return true;
        } catch (ExecutionException | RuntimeException failed) {
            TimeUnit.MILLISECONDS.sleep(RETRY_MILLIS);
            return false;
        }
    }

    private void advance(List<Received> batch) {
        log.lock.lock();
        try {
            for (Received record : batch) {
                positions[record.partition()] =
                        Math.max(positions[record.partition()], record.offset() + 1);
            }
        } finally {
            log.lock.unlock();
        }
    }
}
