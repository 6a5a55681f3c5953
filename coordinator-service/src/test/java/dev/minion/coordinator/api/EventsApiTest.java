package dev.minion.coordinator.api;

import static dev.minion.coordinator.api.Client.submit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.minion.contracts.tasks.TaskStatus;
import dev.minion.coordinator.doubles.LedgerDouble;
import dev.minion.coordinator.outcome.OutcomeFeed;
import io.quarkus.grpc.GrpcService;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

@QuarkusTest
class EventsApiTest {

    @Inject @GrpcService LedgerDouble ledger;
    @Inject OutcomeFeed outcomes;

    @TestHTTPResource("/api/v1/tasks/")
    URI tasks = URI.create("http://localhost");

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void aStreamTellsEachChangeAndEndsWithTheTerminalOne() {
        await().until(outcomes::listening);
        UUID id = submit("demo.echo");
        List<String> lines = new CopyOnWriteArrayList<>();
        CompletableFuture<Void> end = stream(id, "", lines);
        await().until(() -> lines.contains("event:ready"));

        ledger.change(id, task -> task.setStatus(TaskStatus.RUNNING));
        await().until(() -> lines.contains("event:running"));
        ledger.change(id, task -> task.setProgress(40));
        await().until(() -> lines.contains("event:progress"));
        ledger.change(id, task -> task.setStatus(TaskStatus.COMPLETED));

        await().atMost(5, TimeUnit.SECONDS).until(end::isDone);
        assertThat(lines).containsSubsequence("id:1", "id:2", "id:3", "id:4", "event:completed");
        assertThat(lines).anyMatch(line -> line.startsWith("data:{\"id\":\"" + id));
    }

    @Test
    void aStreamBreathes() {
        UUID id = submit("demo.echo");
        List<String> lines = new CopyOnWriteArrayList<>();
        CompletableFuture<Void> end = stream(id, "", lines);

        await().until(() -> lines.contains(":alive"));

        ledger.changeSilently(id, task -> task.setStatus(TaskStatus.CANCELLED));
        await().atMost(5, TimeUnit.SECONDS).until(end::isDone);
    }

    @Test
    void aClientThatComesBackHearsOnlyWhatIsNew() {
        UUID id = submit("demo.echo");
        ledger.change(id, task -> task.setStatus(TaskStatus.RUNNING));
        List<String> lines = new CopyOnWriteArrayList<>();
        CompletableFuture<Void> end = stream(id, "2", lines);
        await().until(() -> lines.contains(":alive"));
        assertThat(lines).noneMatch(line -> line.startsWith("event:"));

        ledger.change(id, task -> task.setStatus(TaskStatus.FAILED));

        await().atMost(5, TimeUnit.SECONDS).until(end::isDone);
        assertThat(lines).contains("event:failed").doesNotContain("event:running");
    }

    @Test
    void aStreamOfNothingIsAProblem() throws Exception {
        assertThat(status(UUID.randomUUID(), "")).isEqualTo(404);
        UUID id = submit("demo.echo");
        assertThat(status(id, "yesterday")).isEqualTo(400);
    }

    @Test
    void whoHasHeardTheEndIsToldToStayAway() throws Exception {
        UUID id = submit("demo.echo");
        ledger.change(id, task -> task.setStatus(TaskStatus.COMPLETED));

        assertThat(status(id, "2")).isEqualTo(204);
    }

    private int status(UUID id, String lastEvent) throws IOException, InterruptedException {
        return http.send(request(id, lastEvent), HttpResponse.BodyHandlers.ofString()).statusCode();
    }

    private CompletableFuture<Void> stream(UUID id, String lastEvent, List<String> lines) {
        return http.sendAsync(request(id, lastEvent), HttpResponse.BodyHandlers.ofLines())
                .thenAcceptAsync(
                        response ->
                                response.body()
                                        .map(line -> line.replaceFirst("^(\\w*): ", "$1:"))
                                        .forEach(lines::add));
    }

    private HttpRequest request(UUID id, String lastEvent) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(tasks.resolve(id + "/events"))
                        .header("Accept", "text/event-stream");
        if (!lastEvent.isEmpty()) {
            request.header("Last-Event-ID", lastEvent);
        }
        return request.build();
    }
}
