package dev.minion.coordinator.schedule;

import dev.minion.coordinator.schedule.core.Effect;
import dev.minion.coordinator.schedule.core.Event;
import dev.minion.coordinator.schedule.core.Scheduler;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Where the scheduler lives: one turn at a time, nearly all of them on one thread. A turn takes all
 * that has come in, lets the scheduler decide once, and performs everything it decided: the more
 * there is, the larger the batches. Where nothing else is to be done, whoever brings a lone task
 * takes the turn itself.
 */
final class SchedulingLoop implements Answers {

    private static final Logger LOG = Logger.getLogger(SchedulingLoop.class);

    /** Entries taken in before effects are performed, so that a flood cannot hold them up. */
    private static final int TURN = 256;

    /** So much is done by the thread that brings it: less than it takes to wake another. */
    private static final int LITTLE = 8;

    private record Entry(
            List<? extends Event> events,
            @Nullable Runnable step,
            @Nullable CompletableFuture<Void> done) {}

    private final Scheduler scheduler;
    private final Consumer<List<Effect>> perform;
    private final Executor executor;
    private final LongSupplier nanos;
    private final int limit;
    private final Queue<Entry> inbox = new ConcurrentLinkedQueue<>();
    private final AtomicInteger size = new AtomicInteger();
    private final AtomicBoolean awake = new AtomicBoolean();

    /** One turn at a time, on whatever thread. */
    private final Semaphore turns = new Semaphore(1);

    /**
     * A loop.
     *
     * @param executor runs one task at a time, in order
     * @param nanos the monotonic clock
     * @param limit batches that may wait
     */
    SchedulingLoop(
            Scheduler scheduler,
            Consumer<List<Effect>> perform,
            Executor executor,
            LongSupplier nanos,
            int limit) {
        this.scheduler = scheduler;
        this.perform = perform;
        this.executor = executor;
        this.nanos = nanos;
        this.limit = limit;
    }

    /**
     * Hands events over.
     *
     * @return completes when the scheduler has taken them in, so that a source that waits for it
     *     never runs ahead; fails when the inbox is full: come again
     */
    CompletionStage<Void> offer(List<? extends Event> events) {
        if (size.get() >= limit) {
            return CompletableFuture.failedFuture(
                    new RejectedExecutionException("the scheduler's inbox is full"));
        }
        CompletableFuture<Void> done = new CompletableFuture<>();
        add(new Entry(events, null, done));
        return done;
    }

    @Override
    public void answer(Event event) {
        add(new Entry(List.of(event), null, null));
    }

    /**
     * As {@link #offer}, done by the thread that calls where the loop rests and little is to be
     * done: a lone task need not wait for another thread to wake up.
     *
     * @param tasks how many the event is about
     */
    CompletionStage<Void> hurry(Event event, int tasks) {
        boolean little = tasks <= LITTLE && scheduler.waiting() <= LITTLE;
        if (!little || !inbox.isEmpty() || !turns.tryAcquire()) {
            return offer(List.of(event));
        }
        try {
            CompletableFuture<Void> done = new CompletableFuture<>();
            size.incrementAndGet();
            inbox.add(new Entry(List.of(event), null, done));
            turn(1);
            return done;
        } finally {
            turns.release();
        }
    }

    /** Runs a step on the loop's thread, before the next decision. */
    void run(Runnable step) {
        add(new Entry(List.of(), step, null));
    }

    /** Takes an event in, and runs a step behind it, in the same turn. */
    void run(Event event, Runnable step) {
        add(new Entry(List.of(event), step, null));
    }

    private void add(Entry entry) {
        size.incrementAndGet();
        inbox.add(entry);
        wake();
    }

    private void wake() {
        if (awake.compareAndSet(false, true)) {
            try {
                executor.execute(this::turn);
            } catch (RejectedExecutionException stopped) {
                LOG.tracef("the loop has ended: %s", stopped.getMessage());
            }
        }
    }

    private void turn() {
        awake.set(false);
        turns.acquireUninterruptibly();
        try {
            turn(TURN);
        } finally {
            turns.release();
        }
    }

    private void turn(int most) {
        long now = nanos.getAsLong();
        CompletableFuture<?>[] done = new CompletableFuture<?>[most];
        int taken = 0;
        for (; taken < most; taken++) {
            Entry entry = inbox.poll();
            if (entry == null) {
                break;
            }
            takeIn(entry, now);
            done[taken] = entry.done();
        }
        size.addAndGet(-taken);
        decide(now);
        for (int i = 0; i < taken; i++) {
            CompletableFuture<?> future = done[i];
            if (future != null) {
                future.complete(null);
            }
        }
        if (!inbox.isEmpty()) {
            wake();
        }
    }

    private void takeIn(Entry entry, long now) {
        try {
            for (Event event : entry.events()) {
                scheduler.on(event, now);
            }
            Runnable step = entry.step();
            if (step != null) {
                step.run();
            }
        } catch (RuntimeException e) {
            LOG.error("the scheduler could not take an event in; reconciliation will", e);
        }
    }

    private void decide(long now) {
        try {
            perform.accept(scheduler.decide(now));
        } catch (RuntimeException e) {
            LOG.error("what the scheduler decided could not be done; deadlines will find it", e);
        }
    }
}
