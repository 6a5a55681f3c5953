package dev.minion.coordinator.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.minion.coordinator.doubles.LedgerDouble;
import io.quarkus.grpc.GrpcService;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@QuarkusTest
class BatchingApiTest {

    @Inject @GrpcService LedgerDouble ledger;

    @TestHTTPResource("/api/v1/tasks")
    URI tasks = URI.create("http://localhost");

    @Test
    void requestsThatComeTogetherShareTheLedgersCalls() {
        CompletableFuture<Void> release = new CompletableFuture<>();
        ledger.holdCreations(release);
        try (HttpClient http = HttpClient.newHttpClient()) {
            List<CompletableFuture<HttpResponse<String>>> submissions =
                    IntStream.range(0, 200).mapToObj(_ -> submit(http)).toList();
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

    private CompletableFuture<HttpResponse<String>> submit(HttpClient http) {
        return http.sendAsync(
                HttpRequest.newBuilder(tasks)
                        .header("Content-Type", "application/json")
                        .POST(
                                HttpRequest.BodyPublishers.ofString(
                                        "{\"name\":\"a\",\"type\":\"batched\"}"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
