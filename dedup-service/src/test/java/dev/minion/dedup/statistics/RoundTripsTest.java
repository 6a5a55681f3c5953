package dev.minion.dedup.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RoundTripsTest {

    private final AtomicLong millis = new AtomicLong(3_000_000);
    private final RoundTrips roundTrips = new RoundTrips(() -> Instant.ofEpochMilli(millis.get()));

    @Test
    void withoutCallsEveryQuantileIsZero() {
        assertThat(roundTrips.quantile(0.99)).isEqualTo(Duration.ZERO);
    }

    @Test
    void aQuantileIsAtMostAQuarterAboveTheTruth() {
        for (int micros = 1; micros <= 10_000; micros++) {
            roundTrips.record(Duration.ofNanos(micros * 1_000L));
        }

        assertThat(roundTrips.quantile(0.50))
                .isBetween(Duration.ofNanos(5_000_000), Duration.ofNanos(6_250_000));
        assertThat(roundTrips.quantile(0.99))
                .isBetween(Duration.ofNanos(9_900_000), Duration.ofNanos(12_375_000));
    }

    @Test
    void whatIsOlderThanAMinuteDoesNotCount() {
        roundTrips.record(Duration.ofSeconds(1));
        millis.addAndGet(60_000);

        roundTrips.record(Duration.ofMillis(1));

        assertThat(roundTrips.quantile(0.99)).isLessThan(Duration.ofMillis(2));
    }

    @Test
    void hoursAndNothingAreRecordedToo() {
        roundTrips.record(Duration.ZERO);
        roundTrips.record(Duration.ofDays(400));

        assertThat(roundTrips.quantile(1)).isGreaterThan(Duration.ofDays(10));
    }
}
