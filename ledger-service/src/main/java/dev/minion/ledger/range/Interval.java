package dev.minion.ledger.range;

import java.time.Duration;
import java.time.Instant;

/**
 * How long a range is. Each statement costs a little more with each range (docs/performance.md), so
 * there should be about ten of them: a seventh of what is retained, or a month where nothing is
 * purged.
 */
record Interval(Duration length) {

    static final Duration SHORTEST = Duration.ofHours(1);
    static final Duration LONGEST = Duration.ofDays(30);

    private static final int RANGES = 7;

    /**
     * As configured, else from the retention.
     *
     * @throws IllegalArgumentException where it is configured below an hour
     */
    static Interval of(RangeConfig config) {
        Duration given =
                config.interval()
                        .orElseGet(
                                () ->
                                        config.autoPurge()
                                                ? within(config.retainDuration().dividedBy(RANGES))
                                                : LONGEST);
        if (given.compareTo(SHORTEST) < 0) {
            throw new IllegalArgumentException(
                    "LEDGER_PARTITION_INTERVAL is " + given + ": it must be at least an hour");
        }
        return new Interval(given);
    }

    private static Duration within(Duration wanted) {
        Duration hours = Duration.ofHours(wanted.toHours());
        if (hours.compareTo(SHORTEST) < 0) {
            return SHORTEST;
        }
        return hours.compareTo(LONGEST) > 0 ? LONGEST : hours;
    }

    /** The first boundary after a time: boundaries are the same whoever computes them. */
    Instant after(Instant time) {
        long millis = length.toMillis();
        return Instant.ofEpochMilli((Math.floorDiv(time.toEpochMilli(), millis) + 1) * millis);
    }

    /** The last boundary at or before a time. */
    Instant floor(Instant time) {
        return after(time).minus(length);
    }
}
