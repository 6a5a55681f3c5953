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

    @Test
    void aPlaceThatIsNoneForAnArchiveIsNamedAtTheStart() {
        S3Config amazon = Settings.PLAIN.archiveS3();

        assertThatCode(
                        () ->
                                RetentionLimits.check(
                                        Settings.PLAIN.with(
                                                "s3://bucket/a", S3Settings.at("https://s3:9000"))))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> RetentionLimits.check(Settings.PLAIN.with("gs://bucket", amazon)))
                .hasMessageContaining("LEDGER_ARCHIVE_DIR must be a directory or s3://");
        assertThatThrownBy(() -> RetentionLimits.check(Settings.PLAIN.with("s3://B", amazon)))
                .hasMessageContaining("LEDGER_ARCHIVE_DIR must be s3://BUCKET/PREFIX");
        assertThatThrownBy(
                        () ->
                                RetentionLimits.check(
                                        Settings.PLAIN.with(
                                                "s3://bucket", S3Settings.at("s3.example.org"))))
                .hasMessageContaining("LEDGER_ARCHIVE_S3_ENDPOINT must be http");
        assertThatThrownBy(
                        () ->
                                RetentionLimits.check(
                                        Settings.PLAIN.withMessages(Duration.ofSeconds(59))))
                .hasMessageContaining("LEDGER_MESSAGE_RETAIN_DURATION must be at least PT1M");
    }
}
