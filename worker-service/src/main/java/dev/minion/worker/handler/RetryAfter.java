package dev.minion.worker.handler;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Set;
import org.apache.hc.client5.http.utils.DateUtils;
import org.jspecify.annotations.Nullable;

/** When a server wants to be asked again: the header of RFC 9110, section 10.2.3. */
final class RetryAfter {

    /** Too many requests, and unavailable: the statuses with which servers send it. */
    static final Set<Integer> STATUSES = Set.of(429, 503);

    private static final int MOST_DIGITS = 9;

    /** The oldest of the three forms of a date, which the client's own parser does not read. */
    private static final DateTimeFormatter ASCTIME =
            DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss yyyy", Locale.ENGLISH)
                    .withZone(ZoneOffset.UTC);

    private RetryAfter() {}

    /**
     * How long to wait by the headers of an output; zero where they do not say it in a way that can
     * be read.
     *
     * @param longest what a server may ask for at most
     */
    static Duration of(JsonNode headers, Instant now, Duration longest) {
        JsonNode value = headers.path("retry-after");
        String text = (value.isArray() ? value.path(0) : value).asText("").strip();
        Duration asked = isNumber(text) ? seconds(text) : until(text, sentAt(headers, now));
        return asked.compareTo(longest) > 0 ? longest : asked;
    }

    private static boolean isNumber(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static Duration seconds(String digits) {
        return Duration.ofSeconds(
                digits.length() > MOST_DIGITS ? Integer.MAX_VALUE : Long.parseLong(digits));
    }

    /** By the server's own clock where it tells, or a clock that is off would shorten the time. */
    private static Instant sentAt(JsonNode headers, Instant now) {
        Instant date = date(headers.path("date").asText(""));
        return date == null ? now : date;
    }

    private static Duration until(String text, Instant from) {
        Instant date = date(text);
        return date == null || date.isBefore(from) ? Duration.ZERO : Duration.between(from, date);
    }

    private static @Nullable Instant date(String text) {
        if (text.isEmpty()) {
            return null;
        }
        Instant date = DateUtils.parseStandardDate(text);
        return date == null ? asctime(text) : date;
    }

    private static @Nullable Instant asctime(String text) {
        try {
            return Instant.from(ASCTIME.parse(text));
        } catch (DateTimeException noDate) {
            return null;
        }
    }
}
