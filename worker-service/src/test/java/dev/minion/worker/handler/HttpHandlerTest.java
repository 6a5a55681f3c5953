package dev.minion.worker.handler;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpHandlerTest {

    private static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");

    private volatile Headers received = new Headers();
    private volatile String body = "";
    private final AtomicInteger requests = new AtomicInteger();
    private final CountDownLatch end = new CountDownLatch(1);
    private final ExecutorService serverThreads = Executors.newVirtualThreadPerTaskExecutor();
    private HttpServer server;
    private GuardedHttpClient client = client("");
    private HttpHandler handler = handler(client);

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
        server.setExecutor(serverThreads);
        server.start();
        use("127.0.0.1:" + port());
    }

    @AfterEach
    void stop() throws IOException {
        end.countDown();
        client.close();
        server.stop(0);
        serverThreads.shutdownNow();
    }

    @Test
    void aJsonAnswerIsTheOutput() throws Exception {
        answer(200, "application/json", "{\"n\": 1}".getBytes(UTF_8));

        JsonNode output = call("{'url': '%s', 'method': 'POST', 'body': {'a': 1}}");

        assertThat(output.path("status").intValue()).isEqualTo(200);
        assertThat(output.path("body")).isEqualTo(Attempt.json("{'n': 1}"));
        assertThat(output.path("truncated").booleanValue()).isFalse();
        assertThat(output.path("headers").path("content-type").asText())
                .isEqualTo("application/json");
        assertThat(body).isEqualTo("{\"a\":1}");
        assertThat(received.getFirst("Content-Type")).isEqualTo("application/json");
    }

    @Test
    void theTargetSeesTheTaskTheFenceAndTheTrace() throws Exception {
        answer(200, "text/plain", "ok".getBytes(UTF_8));

        call("{'url': '%s', 'headers': {'X-Own': 'mine'}}");

        assertThat(received.getFirst("Idempotency-Key")).isEqualTo(Attempt.TASK.toString());
        assertThat(received.getFirst("Minion-Fence")).isEqualTo("3.1");
        assertThat(received.getFirst("traceparent")).startsWith("00-0af7651916cd43dd");
        assertThat(received.getFirst("X-own")).isEqualTo("mine");
        assertThat(received).doesNotContainKey("Cookie");
    }

    @Test
    void textStaysTextAndBinaryBecomesBase64() throws Exception {
        answer(200, "text/plain", "grüße".getBytes(UTF_8));
        assertThat(call("{'url': '%s'}").path("body").asText()).isEqualTo("grüße");

        server.removeContext("/");
        answer(200, "application/octet-stream", new byte[] {0, 1, (byte) 0xff});
        JsonNode output = call("{'url': '%s'}");

        assertThat(output.path("body").asText()).isEqualTo("AAH/");
        assertThat(output.path("encoding").asText()).isEqualTo("base64");
    }

    @Test
    void jsonWithUnicodeZeroStaysText() throws Exception {
        answer(200, "application/json", "{\"a\":\"\\u0000\"}".getBytes(UTF_8));

        assertThat(call("{'url': '%s'}").path("body").asText()).isEqualTo("{\"a\":\"\\u0000\"}");
    }

    @ParameterizedTest
    @CsvSource({
        "400,false",
        "401,false",
        "404,false",
        "408,true",
        "409,false",
        "425,true",
        "429,true",
        "500,true",
        "502,true",
        "503,true",
        "504,true"
    })
    void anUnexpectedStatusIsAFailure(int status, boolean retryable) {
        answer(status, "text/plain", "no".getBytes(UTF_8));

        HandlerException failure = failure("{'url': '%s'}");

        assertThat(failure.code()).isEqualTo("http-status");
        assertThat(failure.retryable()).isEqualTo(retryable);
        assertThat(failure).hasMessageContaining(" " + status);
    }

    @Test
    void anExpectedStatusIsASuccess() throws Exception {
        answer(404, "text/plain", "none".getBytes(UTF_8));

        assertThat(call("{'url': '%s', 'expect_status': [200, 404]}").path("status").intValue())
                .isEqualTo(404);
    }

    @Test
    void aRedirectIsNotFollowed() {
        AtomicInteger followed = new AtomicInteger();
        server.createContext(
                "/secret",
                exchange -> {
                    followed.incrementAndGet();
                    exchange.sendResponseHeaders(200, -1);
                });
        server.createContext(
                "/",
                exchange -> {
                    exchange.getResponseHeaders().add("Location", "/secret");
                    exchange.sendResponseHeaders(302, -1);
                });

        HandlerException failure = failure("{'url': '%s'}");

        assertThat(failure.code()).isEqualTo("http-status");
        assertThat(failure.retryable()).isFalse();
        assertThat(followed).hasValue(0);
    }

    @Test
    void aCookieIsNotKept() throws Exception {
        server.createContext(
                "/",
                exchange -> {
                    received = exchange.getRequestHeaders();
                    exchange.getResponseHeaders().add("Set-Cookie", "a=1");
                    exchange.getResponseHeaders().add("Set-Cookie", "b=2");
                    exchange.sendResponseHeaders(204, -1);
                });

        JsonNode output = call("{'url': '%s'}");
        call("{'url': '%s'}");

        assertThat(output.path("headers").path("set-cookie")).hasSize(2);
        assertThat(output.path("body").isNull()).isTrue();
        assertThat(received).doesNotContainKey("Cookie");
    }

    @Test
    void aZippedBombIsCutOffWhileItUnpacks() throws Exception {
        byte[] bomb = zipped(64 << 20);
        server.createContext(
                "/",
                exchange -> {
                    exchange.getResponseHeaders().add("Content-Encoding", "gzip");
                    exchange.getResponseHeaders().add("Content-Type", "text/plain");
                    exchange.sendResponseHeaders(200, bomb.length);
                    exchange.getResponseBody().write(bomb);
                    exchange.close();
                });

        JsonNode output = call("{'url': '%s'}");

        assertThat(bomb.length).isLessThan(100_000);
        assertThat(output.path("truncated").booleanValue()).isTrue();
        assertThat(output.path("body").asText()).hasSize(1 << 20);
    }

    @Test
    void anEndlessBodyIsCutOff() throws Exception {
        server.createContext(
                "/",
                exchange -> {
                    exchange.getResponseHeaders().add("Content-Type", "text/plain");
                    exchange.sendResponseHeaders(200, 0);
                    trickle(exchange.getResponseBody(), 65_536, 0);
                });

        JsonNode output = call("{'url': '%s'}");

        assertThat(output.path("truncated").booleanValue()).isTrue();
        assertThat(output.path("body").asText()).hasSize(1 << 20);
    }

    @Test
    void theTimeoutCountsTheWholeCallNotEachRead() {
        server.createContext(
                "/",
                exchange -> {
                    exchange.sendResponseHeaders(200, 0);
                    trickle(exchange.getResponseBody(), 1, 50);
                });

        long start = System.nanoTime();
        HandlerException failure = failure("{'url': '%s', 'timeout': '400ms'}");

        assertThat(failure.code()).isEqualTo("connection-failed");
        assertThat(failure.retryable()).isTrue();
        assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start))
                .isBetween(390L, 3_000L);
    }

    @Test
    void anInterruptEndsTheCall() throws Exception {
        CountDownLatch called = new CountDownLatch(1);
        server.createContext(
                "/",
                exchange -> {
                    called.countDown();
                    hold();
                });
        FutureTask<Throwable> call =
                new FutureTask<>(() -> catchThrowable(() -> call("{'url': '%s'}")));
        Thread thread = Thread.ofVirtual().start(call);
        assertThat(called.await(5, TimeUnit.SECONDS)).isTrue();

        thread.interrupt();

        assertThat(call.get(5, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
    }

    @Test
    void tooManyHeadersAreRefused() {
        server.createContext(
                "/",
                exchange -> {
                    for (int i = 0; i < 150; i++) {
                        exchange.getResponseHeaders().add("X-" + i, "x");
                    }
                    exchange.sendResponseHeaders(200, -1);
                });

        HandlerException failure = failure("{'url': '%s'}");

        assertThat(failure.code()).isEqualTo("connection-failed");
        assertThat(failure.retryable()).isFalse();
    }

    @Test
    void aRefusedConnectionMayBeTriedAgain() throws IOException {
        int free;
        try (ServerSocket socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }
        client.close();
        use("127.0.0.1:" + free);

        HandlerException failure = failure("{'url': 'http://127.0.0.1:" + free + "/'}");

        assertThat(failure.code()).isEqualTo("connection-failed");
        assertThat(failure.retryable()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1:1/",
                "http://127.0.0.2:%d/",
                "http://localhost:1/",
                "http://[::1]:%d/",
                "http://[::ffff:127.0.0.1]:1/",
                "http://0x7f.1:%d/",
                "http://2130706433:%d/",
                "http://017700000001:%d/",
                "http://127.1:%d/",
                "http://0.0.0.0:%d/",
                "http://169.254.169.254/latest/meta-data/",
                "http://[fd00::1]/",
                "http://[64:ff9b::7f00:1]/",
                "http://[2002:7f00:1::]/"
            })
    void aPrivateTargetIsBlocked(String url) {
        answer(200, "text/plain", "secret".getBytes(UTF_8));

        HandlerException failure = failure("{'url': '" + url.formatted(port()) + "'}");

        assertThat(failure.code()).isEqualTo("blocked-address");
        assertThat(failure.retryable()).isFalse();
        assertThat(requests).hasValue(0);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "429 | 7                             | 7",
                "503 | 120                           | 120",
                "429 | 99999999999999999999          | 3600",
                "429 | Sun, 29 Nov 2099 12:00:00 GMT | 3600",
                "429 | Sun, 29 Nov 2009 12:00:00 GMT | 0",
                "429 | soon                          | 0",
                "429 | -3                            | 0",
                "429 |                               | 0",
                "500 | 7                             | 0",
            })
    void aServerThatSaysWhenToComeBackIsHeard(
            int status, @Nullable String retryAfter, long seconds) {
        server.createContext(
                "/",
                exchange -> {
                    if (retryAfter != null) {
                        exchange.getResponseHeaders().set("Retry-After", retryAfter);
                    }
                    exchange.sendResponseHeaders(status, -1);
                    exchange.close();
                });
        HandlerException failure = failure("{'url': '%s'}");

        assertThat(failure.code()).isEqualTo("http-status");
        assertThat(failure.retryable()).isTrue();
        assertThat(failure.retryAfter()).isEqualTo(Duration.ofSeconds(seconds));
    }

    private void use(String allowed) {
        client = client(allowed);
        handler = handler(client);
    }

    private static GuardedHttpClient client(String allowed) {
        return new GuardedHttpClient(settings(allowed));
    }

    private static HttpHandler handler(GuardedHttpClient client) {
        return new HttpHandler(settings(""), client, () -> NOW);
    }

    private static HttpSettings settings(String allowed) {
        return Settings.of(HttpSettings.class, Map.of("minion.handlers.http.allowed", allowed));
    }

    private void answer(int status, String type, byte[] bytes) {
        server.createContext(
                "/",
                exchange -> {
                    requests.incrementAndGet();
                    received = exchange.getRequestHeaders();
                    body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
                    exchange.getResponseHeaders().add("Content-Type", type);
                    exchange.sendResponseHeaders(status, bytes.length);
                    exchange.getResponseBody().write(bytes);
                    exchange.close();
                });
    }

    /** Writes for ever, so many bytes at a time and with a pause. */
    private void trickle(OutputStream stream, int bytes, int pauseMillis) throws IOException {
        byte[] chunk = "x".repeat(bytes).getBytes(UTF_8);
        try {
            while (!end.await(pauseMillis, TimeUnit.MILLISECONDS)) {
                stream.write(chunk);
                stream.flush();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void hold() {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private JsonNode call(String input) throws HandlerException, InterruptedException {
        return handler.run(
                Attempt.of(input.replace("%s", "http://127.0.0.1:" + port() + "/p?q=1")));
    }

    private HandlerException failure(String input) {
        return catchThrowableOfType(HandlerException.class, () -> call(input));
    }

    private int port() {
        return server.getAddress().getPort();
    }

    private static byte[] zipped(int length) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
            byte[] block = "x".repeat(1 << 16).getBytes(UTF_8);
            for (int written = 0; written < length; written += block.length) {
                zip.write(block);
            }
        }
        return bytes.toByteArray();
    }
}
