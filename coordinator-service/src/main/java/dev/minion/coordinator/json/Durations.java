package dev.minion.coordinator.json;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as {@code 500ms}, {@code 30s}, {@code 5m}, {@code 1h}, {@code 7d} or ISO 8601. */
public final class Durations {

    private static final Pattern SHORT = Pattern.compile("(\\d{1,12})(ms|s|m|h|d)");
    private static final int LONGEST_TEXT = 40;

    private Durations() {}

    /**
     * The duration that a text names.
     *
     * @return milliseconds, 0 or more, or empty where the text is not a duration in whole
     *     milliseconds
     */
    public static OptionalLong parseMillis(String text) {
        if (text.isEmpty() || text.length() > LONGEST_TEXT) {
            return OptionalLong.empty();
        }
        Matcher parts = SHORT.matcher(text);
        if (parts.matches()) {
            return OptionalLong.of(Long.parseLong(parts.group(1)) * unit(parts.group(2)));
        }
        return text.charAt(0) == 'P' ? iso(text) : OptionalLong.empty();
    }

    /** In the largest unit that leaves no rest: 90,000 is {@code 90s}, 60,000 is {@code 1m}. */
    public static String format(long millis) {
        if (millis != 0) {
            if (millis % 3_600_000 == 0) {
                return millis / 3_600_000 + "h";
            }
            if (millis % 60_000 == 0) {
                return millis / 60_000 + "m";
            }
        }
        return millis % 1_000 == 0 ? millis / 1_000 + "s" : millis + "ms";
    }

    private static long unit(String unit) {
        return switch (unit) {
            case "ms" -> 1;
            case "s" -> 1_000;
            case "m" -> 60_000;
            case "h" -> 3_600_000;
            default -> 86_400_000;
        };
    }

    private static OptionalLong iso(String text) {
        try {
            Duration duration = Duration.parse(text);
            boolean whole = duration.equals(duration.truncatedTo(ChronoUnit.MILLIS));
            return duration.isNegative() || !whole
                    ? OptionalLong.empty()
                    : OptionalLong.of(duration.toMillis());
        } catch (DateTimeParseException | ArithmeticException notADuration) {
            return OptionalLong.empty();
        }
    }
}
