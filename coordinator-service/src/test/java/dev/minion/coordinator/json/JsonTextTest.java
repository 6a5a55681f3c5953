package dev.minion.coordinator.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTextTest {

    @ParameterizedTest
    @CsvSource({
        "500ms, 500",
        "30s, 30000",
        "5m, 300000",
        "1h, 3600000",
        "7d, 604800000",
        "0s, 0",
        "PT30S, 30000",
        "PT1.5S, 1500",
        "P1D, 86400000"
    })
    void durationsAreRead(String text, long millis) {
        assertThat(Durations.parseMillis(text)).hasValue(millis);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "s",
                "-1s",
                "1",
                "1 s",
                "1.5s",
                "PT-1S",
                "PT0.0001S",
                "1y",
                "9999999999999s"
            })
    void whatIsNoDurationIsNone(String text) {
        assertThat(Durations.parseMillis(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"0, 0s", "500, 500ms", "90000, 90s", "60000, 1m", "3600000, 1h", "1500, 1500ms"})
    void durationsAreWritten(long millis, String text) {
        assertThat(Durations.format(millis)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-12-01T00:00:00Z, 2026-12-01T00:00:00.000000Z",
        "2026-12-01T01:30:00.123456789+01:30, 2026-12-01T00:00:00.123456Z",
        "1970-01-01T00:00:01Z, 1970-01-01T00:00:01.000000Z"
    })
    void timesAreReadAndWrittenInUtcWithMicroseconds(String given, String written) {
        assertThat(Times.format(Times.parse(given).orElseThrow())).isEqualTo(written);
    }

    @Test
    void textIsEscapedAndJsonIsLeftAsItIs() {
        JsonOut out =
                new JsonOut(1)
                        .object()
                        .text("t", "a\"b\\c\nd\u0001ä😀")
                        .raw("r", ByteString.copyFromUtf8("{\"x\":  1}"))
                        .raw("n", ByteString.EMPTY)
                        .array("l")
                        .text("x")
                        .object()
                        .endObject()
                        .endArray()
                        .number("i", Long.MIN_VALUE)
                        .number("d", Double.NaN)
                        .endObject();

        assertThat(new String(out.bytes(), StandardCharsets.UTF_8))
                .isEqualTo(
                        "{\"t\":\"a\\\"b\\\\c\\u000ad\\u0001ä😀\",\"r\":{\"x\":  1},\"n\":null,"
                                + "\"l\":[\"x\",{}],\"i\":-9223372036854775808,\"d\":null}");
    }
}
