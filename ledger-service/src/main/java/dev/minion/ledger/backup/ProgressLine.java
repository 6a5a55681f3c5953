package dev.minion.ledger.backup;

import java.io.Console;
import java.io.PrintStream;
import java.util.Optional;

/** How far it is: a line on a terminal that is written over again and again; nothing elsewhere. */
final class ProgressLine {

    private static final String OVER = "\r\u001b[K";
    private static final long MEBIBYTE = 1 << 20;
    private static final long ROWS = 5_000;

    private final PrintStream err;
    private final boolean shown;
    private long told;

    private ProgressLine(PrintStream err, boolean shown) {
        this.err = err;
        this.shown = shown;
    }

    /** On the terminal of this process, if it has one. */
    static ProgressLine of(PrintStream err, boolean wanted) {
        boolean terminal =
                Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
        return new ProgressLine(err, wanted && terminal);
    }

    /**
     * Rows that were copied out of a table.
     *
     * @param about as many as there seem to be
     */
    void copied(String table, long rows, long about) {
        if (shown && rows / ROWS != told) {
            told = rows / ROWS;
            err.printf("%s%s: %,d of about %,d rows", OVER, table, rows, Math.max(rows, about));
        }
    }

    /** Bytes of the file that were read to their end. */
    void verified(long bytes, long of) {
        bytes("verifying", bytes, of);
    }

    /** Bytes of the file that are in the database. */
    void restored(long bytes, long of) {
        bytes("restoring", bytes, of);
    }

    private void bytes(String what, long bytes, long of) {
        if (shown && bytes / MEBIBYTE != told) {
            told = bytes / MEBIBYTE;
            err.printf("%s%s: %,d of %,d MiB", OVER, what, told, of / MEBIBYTE);
        }
    }

    /** Takes the line away. */
    void end() {
        if (shown) {
            err.print(OVER);
            err.flush();
        }
    }
}
