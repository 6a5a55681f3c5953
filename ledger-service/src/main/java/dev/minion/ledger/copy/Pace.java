package dev.minion.ledger.copy;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Keeps to a number of rows a second, by a pause after each slice. */
final class Pace {

    private static final double NANOS = 1e9;

    private final int rowsPerSecond;
    private final LongSupplier nanos;
    private final Consumer<Duration> pause;
    private long earliest;

    /**
     * From now on.
     *
     * @param rowsPerSecond 0 for as fast as it goes
     * @param nanos as {@link System#nanoTime} counts them
     * @param pause lets that much time go by
     */
    Pace(int rowsPerSecond, LongSupplier nanos, Consumer<Duration> pause) {
        this.rowsPerSecond = rowsPerSecond;
        this.nanos = nanos;
        this.pause = pause;
        this.earliest = nanos.getAsLong();
    }

    /** How many rows to take at once, so that no second has many more than it may. */
    int slice(int most) {
        return rowsPerSecond == 0 ? most : Math.min(most, rowsPerSecond);
    }

    /** Waits until that many more rows may have been read. */
    void read(long rows) {
        if (rowsPerSecond == 0) {
            return;
        }
        long now = nanos.getAsLong();
        // Time that was not used is a credit of a second at most.
        earliest = Math.max(earliest, now - (long) NANOS) + (long) (rows * NANOS / rowsPerSecond);
        if (earliest - now > 0) {
            pause.accept(Duration.ofNanos(earliest - now));
        }
    }
}
