package dev.minion.worker;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import org.jboss.logging.Logger;

/**
 * Calls the worker's step again and again: at a short period while there is something to look at
 * and a while after, at a long one when all is quiet, until it is {@linkplain #quicken() told} that
 * something has begun.
 */
final class Pulse {

    private static final Logger LOG = Logger.getLogger(Pulse.class);

    /** What a quiet worker still does, its heartbeats, may be so late. */
    static final long LONG_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** Short work that no look finds under way wakes it once in so long. */
    static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final LongConsumer step;
    private final BooleanSupplier busy;
    private final long shortNanos;
    private final Thread thread;
    private volatile long lastBusyNanos = System.nanoTime();
    private volatile boolean resting;
    private volatile boolean ended;

    /**
     * A pulse that has not begun.
     *
     * @param step is given the monotonic time in nanoseconds
     * @param busy whether there is something to look at
     * @param shortNanos the short period
     */
    Pulse(LongConsumer step, BooleanSupplier busy, long shortNanos) {
        this.step = step;
        this.busy = busy;
        this.shortNanos = shortNanos;
        this.thread = Thread.ofPlatform().name("worker-pulse").daemon().unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    void end() {
        ended = true;
        LockSupport.unpark(thread);
    }

    /** Something has begun: costs nothing where the period is short anyway. */
    void quicken() {
        if (resting) {
            lastBusyNanos = System.nanoTime();
            resting = false;
            LockSupport.unpark(thread);
        }
    }

    private void run() {
        while (!ended) {
            long now = System.nanoTime();
            try {
                step.accept(now);
            } catch (RuntimeException fault) {
                LOG.error("the pulse goes on after a fault", fault);
            }
            rest(now);
        }
    }

    private void rest(long now) {
        // Said before it looks: whoever begins after the look sees that it rests, and wakes it.
        resting = now - lastBusyNanos > QUIET_NANOS;
        if (busy.getAsBoolean()) {
            lastBusyNanos = now;
            resting = false;
        }
        LockSupport.parkNanos(resting ? LONG_NANOS : shortNanos);
    }
}
