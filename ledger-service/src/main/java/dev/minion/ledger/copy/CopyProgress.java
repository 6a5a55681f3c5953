package dev.minion.ledger.copy;

import java.io.Console;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * How far a pass is: a bar on a terminal that is written over again and again, a line now and then
 * elsewhere.
 */
final class CopyProgress {

    private static final String OVER = "\r\u001b[K";
    private static final int WIDTH = 24;
    private static final long BAR_NANOS = 200_000_000;
    private static final long LINE_NANOS = 10_000_000_000L;
    private static final double NANOS = 1e9;

    /** Whom it is shown to. */
    enum Shown {
        TERMINAL,
        LINES,
        NOBODY
    }

    private final PrintStream err;
    private final Shown shown;
    private final LongSupplier nanos;
    private String what = "";
    private long about;
    private long rows;
    private long began;
    private long told;

    CopyProgress(PrintStream err, Shown shown, LongSupplier nanos) {
        this.err = err;
        this.shown = shown;
        this.nanos = nanos;
    }

    /** On the terminal of this process, or as lines where it has none. */
    static CopyProgress of(PrintStream err, boolean wanted) {
        boolean terminal =
                Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
        Shown kind = terminal ? Shown.TERMINAL : Shown.LINES;
        return new CopyProgress(err, wanted ? kind : Shown.NOBODY, System::nanoTime);
    }

    /**
     * A pass begins.
     *
     * @param doing what it does, in a word or two
     */
    void begin(String doing, List<KeyedTable> tables) {
        what = doing;
        about = tables.stream().mapToLong(KeyedTable::about).sum();
        rows = 0;
        began = nanos.getAsLong();
        told = began;
    }

    /** So many more rows of a table are done. */
    void read(KeyedTable table, long more) {
        rows += more;
        long now = nanos.getAsLong();
        if (now - told >= (shown == Shown.TERMINAL ? BAR_NANOS : LINE_NANOS)) {
            told = now;
            tell(table, now);
        }
    }

    private void tell(KeyedTable table, long now) {
        switch (shown) {
            case TERMINAL -> err.print(OVER + what + "  " + bar() + line(table, now));
            case LINES -> err.println(what + line(table, now));
            case NOBODY -> {}
        }
        err.flush();
    }

    private String bar() {
        int full = (int) (WIDTH * rows / Math.max(1, all()));
        return "[" + "#".repeat(full) + "-".repeat(WIDTH - full) + "]";
    }

    private String line(KeyedTable table, long now) {
        double seconds = (now - began) / NANOS;
        double rate = rows / Math.max(seconds, 1 / NANOS);
        double left = rate == 0 ? 0 : (all() - rows) / rate;
        return "  %,d of about %,d rows, %,.0f/s, %,.0f s left  %s"
                .formatted(rows, all(), rate, left, table.name());
    }

    private long all() {
        return Math.max(rows, about);
    }

    /** Takes the bar away. */
    void end() {
        if (shown == Shown.TERMINAL) {
            err.print(OVER);
            err.flush();
        }
    }
}
