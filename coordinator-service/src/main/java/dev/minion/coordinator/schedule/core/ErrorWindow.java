package dev.minion.coordinator.schedule.core;

/** How many attempts have ended and failed in the last while, which is counted in tenths. */
final class ErrorWindow {

    private static final int PARTS = 10;

    private final long partNanos;
    private final int[] ended = new int[PARTS];
    private final int[] failed = new int[PARTS];
    private long part;
    private int attempts;
    private int failures;

    ErrorWindow(long nanos, long now) {
        this.partNanos = Math.max(1, nanos / PARTS);
        this.part = now / partNanos;
    }

    void ended(boolean failure, long now) {
        advance(now / partNanos);
        int at = (int) (part % PARTS);
        ended[at]++;
        attempts++;
        if (failure) {
            failed[at]++;
            failures++;
        }
    }

    /** Forgets what is too long ago. */
    private void advance(long to) {
        for (long steps = Math.min(PARTS, to - part); steps > 0; steps--) {
            int at = (int) (++part % PARTS);
            attempts -= ended[at];
            failures -= failed[at];
            ended[at] = 0;
            failed[at] = 0;
        }
        part = Math.max(part, to);
    }

    int attempts() {
        return attempts;
    }

    int failures() {
        return failures;
    }
}
