package dev.minion.worker.handler;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryAfterTest {

    private static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'retry-after': '90'}                                       | 90",
                "{'retry-after': 'Sun, 29 Nov 2026 12:01:30 GMT'}            | 90",
                "{'retry-after': 'Sunday, 29-Nov-26 12:01:30 GMT'}           | 90",
                "{'retry-after': 'Sun Nov 29 12:01:30 2026'}                 | 90",
                "{'retry-after': ['5', '90']}                                | 5",
                "{'retry-after': '0'}                                        | 0",
                "{'retry-after': 'Sun, 29 Nov 2026 11:59:59 GMT'}            | 0",
                "{'retry-after': '1.5'}                                      | 0",
                "{}                                                          | 0",
                "{'retry-after': '9999999999'}                               | 3600",
            })
    void bothFormsOfTheHeaderAreRead(String headers, long seconds) {
        assertThat(of(headers)).isEqualTo(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @CsvSource({"'Sun, 29 Nov 2026 11:00:00 GMT', 3600", "'Sun, 29 Nov 2026 12:59:50 GMT', 10"})
    void aDateIsReadByTheServersOwnClock(String sent, long seconds) {
        String headers = "{'retry-after': 'Sun, 29 Nov 2026 13:00:00 GMT', 'date': '" + sent + "'}";

        assertThat(of(headers)).isEqualTo(Duration.ofSeconds(seconds));
    }

    private static Duration of(String headers) {
        JsonNode json = Attempt.json(headers);
        return RetryAfter.of(json, NOW, Duration.ofHours(1));
    }
}
