package dev.minion.cli.progress;

import dev.minion.cli.Output;
import java.time.Duration;
import java.util.Locale;

/**
 * Shows how far a piece of work is that tells its percentage: as a bar that redraws itself on a
 * terminal, as a line for each tenth in a pipe.
 */
public final class PercentProgress {

    private static final int BAR = 30;
    private static final int TENTH = 10;

    private final Output output;
    private boolean drawn;
    private int told;

    public PercentProgress(Output output) {
        this.output = output;
    }

    /**
     * The work was looked at again.
     *
     * @param percent 0 to 100
     * @param text what else is to be known, on one line
     */
    public void looked(double percent, String text, Duration elapsed) {
        if (output.terminal()) {
            erase();
            output.line(Printable.shortened(bar(percent, text, elapsed), output.columns() - 1));
            drawn = true;
        } else if (percent >= told + TENTH) {
            told = (int) percent / TENTH * TENTH;
            output.line(line(percent, text, elapsed));
        }
    }

    /** Something to say that stays on the screen. */
    public void say(String sentence) {
        erase();
        output.line(sentence);
    }

    /** The work is over. */
    public void end() {
        erase();
    }

    private static String bar(double percent, String text, Duration elapsed) {
        int full = (int) (BAR * percent / 100);
        return "█".repeat(full) + "░".repeat(BAR - full) + line(percent, text, elapsed);
    }

    private static String line(double percent, String text, Duration elapsed) {
        return String.format(
                Locale.ROOT, "%6.1fs  %3.0f%%  %s", elapsed.toMillis() / 1000.0, percent, text);
    }

    private void erase() {
        if (drawn) {
            output.out().print("\u001b[1A\u001b[J");
            drawn = false;
        }
    }
}
