package dev.minion.coordinator.json;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.OptionalLong;

/** Times as RFC 3339 text in UTC, and as microseconds since 1970. */
public final class Times {

    private static final long MICROS = 1_000_000L;
    private static final long FIRST = Instant.parse("1970-01-01T00:00:00Z").getEpochSecond();
    private static final long LAST = Instant.parse("9999-12-31T23:59:59Z").getEpochSecond();

    private Times() {}

    /**
     * The time that a text with an offset names, like {@code 2026-12-01T00:00:00Z}.
     *
     * @return microseconds since 1970, or empty where the text is not a time of 1970 to 9999
     */
    public static OptionalLong parse(String text) {
        if (text.length() > 40) {
            return OptionalLong.empty();
        }
        try {
            Instant time =
                    OffsetDateTime.parse(text, DateTimeFormatter.ISO_OFFSET_DATE_TIME).toInstant();
            long second = time.getEpochSecond();
            return second < FIRST || second > LAST
                    ? OptionalLong.empty()
                    : OptionalLong.of(second * MICROS + time.getNano() / 1_000);
        } catch (DateTimeException notATime) {
            return OptionalLong.empty();
        }
    }

    /** As {@code 2026-12-01T00:00:00.000000Z}. */
    public static String format(long micros) {
        LocalDateTime time =
                LocalDateTime.ofEpochSecond(
                        Math.floorDiv(micros, MICROS),
                        (int) Math.floorMod(micros, MICROS) * 1_000,
                        ZoneOffset.UTC);
        StringBuilder text = new StringBuilder(27);
        digits(text, time.getYear(), 4).append('-');
        digits(text, time.getMonthValue(), 2).append('-');
        digits(text, time.getDayOfMonth(), 2).append('T');
        digits(text, time.getHour(), 2).append(':');
        digits(text, time.getMinute(), 2).append(':');
        digits(text, time.getSecond(), 2).append('.');
        return digits(text, time.getNano() / 1_000, 6).append('Z').toString();
    }

    /** Microseconds since 1970. */
    public static long micros(Instant time) {
        return time.getEpochSecond() * MICROS + time.getNano() / 1_000;
    }

    private static StringBuilder digits(StringBuilder text, int value, int width) {
        int start = text.length();
        text.append(value);
        for (int missing = width - (text.length() - start); missing > 0; missing--) {
            text.insert(start, '0');
        }
        return text;
    }
}
