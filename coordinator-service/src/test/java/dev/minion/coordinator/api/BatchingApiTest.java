package dev.minion.coordinator.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.minion.coordinator.doubles.LedgerDouble;
import io.quarkus.grpc.GrpcService;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

@QuarkusTest
class BatchingApiTest {

    private static final String ONE = "{\"name\":\"a\",\"type\":\"batched\"}";
    private static final Pattern LENGTH = Pattern.compile("(?i)content-length: (\\d+)");

    @Inject @GrpcService LedgerDouble ledger;

    @TestHTTPResource("/api/v1/tasks")
    URI tasks = URI.create("http://localhost");

    @Test
    void requestsThatComeTogetherShareTheLedgersCalls() {
        CompletableFuture<Void> release = new CompletableFuture<>();
        ledger.holdCreations(release);
        try (HttpClient http = HttpClient.newHttpClient()) {
            List<CompletableFuture<HttpResponse<String>>> submissions =
                    IntStream.range(0, 200).mapToObj(_ -> submit(http, "", ONE)).toList();
            await().until(() -> ledger.createCalls().size() == 2);
            release.completeAsync(
                    () -> null, CompletableFuture.delayedExecutor(300, TimeUnit.MILLISECONDS));

            Set<String> places = new HashSet<>();
            submissions.forEach(
                    submission ->
                            places.add(
                                    submission.join().headers().firstValue("Location").orElse("")));

            assertThat(places).hasSize(200);
            assertThat(ledger.createCalls().stream().mapToInt(Integer::intValue).sum())
                    .isEqualTo(200);
            assertThat(ledger.createCalls()).hasSizeLessThan(100);
        } finally {
            release.complete(null);
            ledger.holdCreations(CompletableFuture.completedFuture(null));
        }
    }

    @Test
    void aFullQueueTurnsAwayWithoutReadingBodiesAndKeepsTheConnection() throws IOException {
        String thousand =
                Stream.generate(() -> ONE)
                        .limit(1_000)
                        .collect(Collectors.joining(",", "{\"tasks\":[", "]}"));
        String notJson = "x".repeat(60_000);
        CompletableFuture<Void> release = new CompletableFuture<>();
        ledger.holdCreations(release);
        try (HttpClient http = HttpClient.newHttpClient();
                Socket socket = new Socket(tasks.getHost(), tasks.getPort())) {
            List<CompletableFuture<HttpResponse<String>>> flood =
                    IntStream.range(0, 80).mapToObj(_ -> submit(http, "/batch", thousand)).toList();
            await().until(() -> flood.stream().anyMatch(CompletableFuture::isDone));

            assertThat(answer(socket, notJson)).startsWith("HTTP/1.1 429").contains("Retry-After");
            assertThat(answer(socket, notJson)).startsWith("HTTP/1.1 429").contains("overloaded");
            release.complete(null);

            await().untilAsserted(() -> assertThat(answer(socket, ONE)).startsWith("HTTP/1.1 201"));
            assertThat(answer(socket, notJson)).startsWith("HTTP/1.1 400");
            assertThat(flood)
                    .extracting(submission -> submission.join().statusCode())
                    .contains(200, 429)
                    .containsOnly(200, 429);
        } finally {
            release.complete(null);
            ledger.holdCreations(CompletableFuture.completedFuture(null));
        }
    }

    private CompletableFuture<HttpResponse<String>> submit(
            HttpClient http, String path, String body) {
        return http.sendAsync(
                HttpRequest.newBuilder(URI.create(tasks + path))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /** Sends one request over a connection that stays open; its answer. */
    private static String answer(Socket socket, String body) throws IOException {
        String head =
                String.join(
                        "\r\n",
                        "POST /api/v1/tasks HTTP/1.1",
                        "Host: x",
                        "Content-Type: application/json",
                        "Content-Length: " + body.length(),
                        "",
                        "");
        socket.getOutputStream().write((head + body).getBytes(StandardCharsets.US_ASCII));
        InputStream in = socket.getInputStream();
        StringBuilder answer = new StringBuilder();
        while (answer.indexOf("\r\n\r\n") < 0) {
            answer.append((char) in.read());
        }
        Matcher length = LENGTH.matcher(answer);
        assertThat(length.find()).isTrue();
        byte[] rest = in.readNBytes(Integer.parseInt(length.group(1)));
        return answer.append(new String(rest, StandardCharsets.UTF_8)).toString();
    }
}
