package dev.minion.worker.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpCallTest {

    private final HttpSettings settings = Settings.of(HttpSettings.class, Map.of());

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'url': 'file:///etc/passwd'}",
                "{'url': 'ftp://example.com/'}",
                "{'url': 'http://user:secret@example.com/'}",
                "{'url': 'http:///x'}",
                "{'url': 'http://exa mple.com/'}",
                "{'url': ''}",
                "{}",
                "[]",
                "{'url': 'http://example.com/', 'method': 'CONNECT'}",
                "{'url': 'http://example.com/', 'headers': {'Host': 'x'}}",
                "{'url': 'http://example.com/', 'headers': {'Transfer-Encoding': 'chunked'}}",
                "{'url': 'http://example.com/', 'headers': {'idempotency-key': '1'}}",
                "{'url': 'http://example.com/', 'headers': {'a b': '1'}}",
                "{'url': 'http://example.com/', 'headers': {'a': 'x\\r\\nEvil: 1'}}",
                "{'url': 'http://example.com/', 'headers': {'a': 1}}",
                "{'url': 'http://example.com/', 'timeout': '6m'}",
                "{'url': 'http://example.com/', 'expect_status': 200}",
                "{'url': 'http://example.com/', 'expect_status': []}",
                "{'url': 'http://example.com/', 'proxy': 'x'}"
            })
    void aWrongInputIsRefused(String input) {
        HandlerException failure =
                catchThrowableOfType(
                        HandlerException.class,
                        () -> HttpCall.parse(Attempt.json(input), settings));

        assertThat(failure.code()).isEqualTo("input-invalid");
        assertThat(failure.retryable()).isFalse();
        assertThat(failure.getMessage()).doesNotContain("secret");
    }
}
