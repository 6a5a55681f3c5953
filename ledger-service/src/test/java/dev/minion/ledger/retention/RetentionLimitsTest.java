package dev.minion.ledger.retention;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RetentionLimitsTest {

    @Test
    void aWeekAndAnHourAreFine() {
        assertThatCode(() -> RetentionLimits.check(Settings.PLAIN)).doesNotThrowAnyException();
    }

    @Test
    void aSlipIsNamedBeforeItEmptiesTheLedger() {
        assertThatThrownBy(
                        () ->
                                RetentionLimits.check(
                                        new Settings(
                                                true,
                                                Duration.ofHours(1),
                                                Duration.ofSeconds(59),
                                                1,
                                                1)))
                .hasMessageContaining("LEDGER_RETAIN_DURATION must be at least PT1M");
        assertThatThrownBy(
                        () ->
                                RetentionLimits.check(
                                        new Settings(
                                                true, Duration.ZERO, Duration.ofHours(1), 1, 1)))
                .hasMessageContaining("LEDGER_PURGE_INTERVAL");
        assertThatThrownBy(
                        () ->
                                RetentionLimits.check(
                                        new Settings(
                                                true,
                                                Duration.ofHours(1),
                                                Duration.ofHours(1),
                                                0,
                                                1)))
                .hasMessageContaining("batch-tasks");
    }
}
