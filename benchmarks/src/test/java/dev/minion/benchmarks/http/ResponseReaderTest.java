package dev.minion.benchmarks.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class ResponseReaderTest {

    private static final String SIZED =
            "HTTP/1.1 201 Created\r\nContent-Type: application/json\r\ncontent-length: 5\r\n\r\nhello";
    private static final String CHUNKED =
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2;x=y\r\nlo\r\n0\r\n\r\n";

    private final ResponseReader reader = new ResponseReader();

    @Test
    void anAnswerIsWholeWithItsLastByteHoweverItArrives() throws IOException {
        for (String wire : new String[] {SIZED, CHUNKED, SIZED}) {
            for (int i = 0; i < wire.length() - 1; i++) {
                assertThat(reader.add(bytes(wire.substring(i, i + 1)))).isNull();
            }

            Response whole = requireNonNull(reader.add(bytes(wire.substring(wire.length() - 1))));

            assertThat(whole.text()).isEqualTo("hello");
        }
    }

    @Test
    void anAnswerWithoutABodyEndsWithItsHead() throws IOException {
        Response answer =
                requireNonNull(reader.add(bytes("HTTP/1.1 429 Busy\r\nRetry-After: 3\r\n\r\n")));

        assertThat(answer.busy()).isTrue();
        assertThat(answer.retryAfterSeconds()).isEqualTo(3);
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void whatIsNotHttpIsRefused() {
        assertThatThrownBy(() -> reader.add(bytes("SSH-2.0-OpenSSH\r\n\r\n")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("SSH-2.0");
        assertThatThrownBy(
                        () ->
                                new ResponseReader()
                                        .add(bytes(CHUNKED.replace("3\r\nhel", "zz\r\nhel"))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("zz");
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(ISO_8859_1));
    }
}
