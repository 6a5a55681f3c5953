package dev.minion.ledger.index;

import java.io.PrintStream;
import java.time.Duration;

/** Tells how far it is: a line for each range, and now and then one of how much of it is read. */
final class BuildProgress {

    private final PrintStream err;
    private final boolean shown;
    private String doing = "";

    /** Silent where programs listen. */
    BuildProgress(PrintStream err, boolean shown) {
        this.err = err;
        this.shown = shown;
    }

    /** A range begins. */
    synchronized void range(ListIndex index, String range, int number, int of) {
        doing = "%s: range %s, %d of %d".formatted(index.word(), range, number, of);
        tell(doing);
    }

    /** So much of the range is done, in words of Postgres. */
    synchronized void phase(String phase, long done, long of) {
        tell(
                of == 0
                        ? "%s: %s".formatted(doing, phase)
                        : "%s: %s, %d %%".formatted(doing, phase, 100 * done / of));
    }

    /** Ledgers still use it. */
    synchronized void leaving(ListIndex index, Duration time) {
        tell(
                "%s: waiting %d s until no ledger relies on it"
                        .formatted(index.word(), time.toSeconds()));
    }

    private void tell(String line) {
        if (shown) {
            err.println(line);
        }
    }
}
