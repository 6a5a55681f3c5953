package dev.minion.ledger.state;

/**
 * When a task may be released, as one number: microseconds since 1970, 0 where at once. Where
 * somebody holds it back, the number is negative, and says when it may be released once that is
 * over; so the statements of the hot path have no column more.
 */
public final class RunAfter {

    private static final long AT_ONCE = 0;

    /** Held back, then at once. */
    private static final long HELD = -1;

    private RunAfter() {}

    /** True where somebody holds it back. */
    public static boolean held(long us) {
        return us < 0;
    }

    /** The same time, held back. */
    static long hold(long us) {
        return us == AT_ONCE ? HELD : -Math.abs(us);
    }

    /** The time, held back or not; 0 where at once. */
    public static long time(long us) {
        return us == HELD ? AT_ONCE : Math.abs(us);
    }
}
