package dev.minion.cli.progress;

import java.time.Duration;
import java.util.Locale;
import java.util.stream.Collectors;

/** The last line of a run. */
final class Summary {

    private Summary() {}

    static String of(Run run, Duration elapsed) {
        String counts =
                run.counts().entrySet().stream()
                        .map(entry -> entry.getValue() + " " + entry.getKey())
                        .collect(Collectors.joining(", "));
        return String.format(
                Locale.ROOT,
                "%d tasks in %.1f s: %s",
                run.total(),
                elapsed.toMillis() / 1000.0,
                counts);
    }
}
