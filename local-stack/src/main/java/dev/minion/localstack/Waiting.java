package dev.minion.localstack;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waiting for another process, which cannot notify us: asks again and again, up to a bound. */
public final class Waiting {

    private static final long SHORTEST_PAUSE_NANOS = Duration.ofMillis(10).toNanos();
    private static final long LONGEST_PAUSE_NANOS = Duration.ofMillis(200).toNanos();

    private Waiting() {}

    /**
     * Asks until it holds, more seldom from time to time.
     *
     * @return whether the condition held before the time was over, or the thread was interrupted
     */
    public static boolean until(Duration timeout, BooleanSupplier condition) {
        long start = System.nanoTime();
        long pause = SHORTEST_PAUSE_NANOS;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > timeout.toNanos()
                    || Thread.currentThread().isInterrupted()) {
                return false;
            }
            LockSupport.parkNanos(pause);
            pause = Math.min(LONGEST_PAUSE_NANOS, pause + pause / 8);
        }
        return true;
    }
}
