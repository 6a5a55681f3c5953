package dev.minion.ledger.range;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IntervalTest {

    private record Settings(Optional<Duration> interval, boolean autoPurge, Duration retainDuration)
            implements RangeConfig {

        @Override
        public Duration lookEvery() {
            return Duration.ofMinutes(1);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "false, PT168H, P30D",
        "true, PT168H, P1D",
        "true, PT1H, PT1H",
        "true, P90D, PT308H",
        "true, P3650D, P30D",
    })
    void thereAreAboutTenRangesWhateverIsRetained(
            boolean autoPurge, Duration retained, Duration interval) {
        assertThat(Interval.of(new Settings(Optional.empty(), autoPurge, retained)).length())
                .isEqualTo(interval);
    }

    @Test
    void whatIsConfiguredHoldsIfItIsAnHourAtLeast() {
        Settings day = new Settings(Optional.of(Duration.ofDays(1)), false, Duration.ofDays(7));
        Settings minute =
                new Settings(Optional.of(Duration.ofMinutes(1)), false, Duration.ofDays(7));

        assertThat(Interval.of(day).length()).isEqualTo(Duration.ofDays(1));
        assertThatThrownBy(() -> Interval.of(minute))
                .hasMessageContaining("LEDGER_PARTITION_INTERVAL")
                .hasMessageContaining("at least an hour");
    }

    @Test
    void boundariesAreTheSameWhoeverComputesThem() {
        Interval day = new Interval(Duration.ofDays(1));
        Instant noon = Instant.parse("2026-11-21T12:00:00Z");
        Instant midnight = Instant.parse("2026-11-22T00:00:00Z");

        assertThat(day.after(noon)).isEqualTo(midnight);
        assertThat(day.after(midnight)).isEqualTo(Instant.parse("2026-11-23T00:00:00Z"));
        assertThat(day.floor(noon)).isEqualTo(Instant.parse("2026-11-21T00:00:00Z"));
        assertThat(day.floor(midnight)).isEqualTo(midnight);
    }
}
