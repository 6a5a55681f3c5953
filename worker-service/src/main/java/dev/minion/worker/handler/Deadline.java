package dev.minion.worker.handler;

import java.time.Duration;

/** The moment at which something must be over, on the monotonic clock. */
record Deadline(long nanoTime) {

    static Deadline in(Duration duration) {
        return new Deadline(System.nanoTime() + duration.toNanos());
    }

    /** Nanoseconds left, at least zero. */
    long left() {
        return Math.max(0, nanoTime - System.nanoTime());
    }

    boolean passed() {
        return left() == 0;
    }
}
