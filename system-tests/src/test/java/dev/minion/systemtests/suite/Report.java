package dev.minion.systemtests.suite;

import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import java.util.Locale;

/** What a scenario saw, as lines in the tests' output. */
public final class Report {

    private static final double NANOS_PER_SECOND = 1e9;

    private Report() {}

    /** Prints a line. */
    @FormatMethod
    @SuppressWarnings("SystemOut")
    public static void line(String scenario, @FormatString String pattern, Object... values) {
        System.out.println("[" + scenario + "] " + String.format(Locale.ROOT, pattern, values));
    }

    /** Seconds since a {@link System#nanoTime}. */
    public static double secondsSince(long nanoTime) {
        return (System.nanoTime() - nanoTime) / NANOS_PER_SECOND;
    }
}
