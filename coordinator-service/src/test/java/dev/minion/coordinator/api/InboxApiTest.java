package dev.minion.coordinator.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.minion.coordinator.doubles.MessagesDouble;
import io.quarkus.grpc.GrpcService;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Waiting at an inbox, and its live stream. */
@QuarkusTest
class InboxApiTest {

    @Inject @GrpcService MessagesDouble messages;

    @TestHTTPResource("/api/v1/agents/")
    URI agents = URI.create("http://localhost");

    private final String agent = "agent-" + UUID.randomUUID();
    private final HttpClient http = HttpClient.newHttpClient();

    @AfterEach
    void loud() {
        messages.silent(false);
        http.shutdownNow();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whoWaitsIsAnsweredWhenAMessageComesEvenIfItsRecordIsLost(boolean recordLost) {
        messages.silent(recordLost);
        CompletableFuture<String> answer = read("?wait=30s");
        await().pollDelay(50, TimeUnit.MILLISECONDS).until(() -> !answer.isDone());

        String id = send("{}");

        assertThat(answer).succeedsWithin(5, TimeUnit.SECONDS);
        assertThat(JsonPath.from(answer.resultNow()).getList("items.id")).isEqualTo(List.of(id));
    }

    @Test
    void aWaitForNothingEndsWithAnEmptyInbox() {
        assertThat(read("?wait=200ms"))
                .succeedsWithin(5, TimeUnit.SECONDS)
                .isEqualTo("{\"items\":[],\"next_cursor\":null}");
    }

    @Test
    void whatIsThereAlreadyIsAnsweredAtOnceUpToTheLimit() {
        List<String> ids = IntStream.range(0, 3).mapToObj(i -> send("{}")).toList();

        CompletableFuture<String> answer = read("?wait=30s&limit=2");

        assertThat(answer).succeedsWithin(5, TimeUnit.SECONDS);
        assertThat(JsonPath.from(answer.resultNow()).getList("items.id"))
                .isEqualTo(ids.subList(0, 2));
    }

    @Test
    void aStreamShowsEachMessageOnceAndThenTheNewOnes() {
        String before = send("{\"a\":\r\n1}");
        List<String> lines = new CopyOnWriteArrayList<>();
        stream(lines);
        await().until(() -> lines.contains("id: " + before));
        assertThat(lines).anyMatch(line -> line.matches("data: \\{\"id\":\"" + before + ".*1}.*"));

        String after = send("{}");
        await().until(() -> lines.contains("id: " + after));
        await().until(() -> lines.lastIndexOf(": alive") > lines.indexOf("id: " + after));

        assertThat(lines.stream().filter(line -> line.startsWith("id: ")))
                .containsExactly("id: " + before, "id: " + after);
    }

    @Test
    void aStreamGoesOnWithWhatDidNotFitOnceTheFirstAreAcknowledged() {
        List<String> ids = IntStream.range(0, 101).mapToObj(i -> send("{}")).toList();
        List<String> lines = new CopyOnWriteArrayList<>();
        stream(lines);
        await().until(() -> lines.contains("id: " + ids.get(99)));
        assertThat(lines).doesNotContain("id: " + ids.get(100));

        given().contentType("application/json")
                .body("{\"status\":\"read\"}")
                .post("/api/v1/agents/" + agent + "/inbox/" + ids.getFirst() + "/ack")
                .then()
                .statusCode(200);

        await().until(() -> lines.contains("id: " + ids.get(100)));
    }

    @Test
    void aStreamThatCannotBeIsAProblem() {
        String path = "/api/v1/agents/" + agent + "/inbox/events";
        given().post(path).then().statusCode(405);
        given().get(path + "?wait=1s").then().statusCode(400);
        given().get("/api/v1/agents/" + "a".repeat(201) + "/inbox/events").then().statusCode(400);
    }

    private String send(String body) {
        return given().contentType("application/json")
                .body(
                        "{\"sender\":\"s\",\"to\":{\"agent\":\"%s\"},\"body\":%s}"
                                .formatted(agent, body))
                .post("/api/v1/messages")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
    }

    private CompletableFuture<String> read(String query) {
        return http.sendAsync(
                        request(agent + "/inbox" + query), HttpResponse.BodyHandlers.ofString())
                .thenApply(HttpResponse::body);
    }

    /** Lines of the stream come in until the test is over. */
    private void stream(List<String> lines) {
        var ignored =
                http.sendAsync(
                                request(agent + "/inbox/events"),
                                HttpResponse.BodyHandlers.ofLines())
                        .thenAcceptAsync(response -> response.body().forEach(lines::add));
    }

    private HttpRequest request(String path) {
        return HttpRequest.newBuilder(agents.resolve(path)).build();
    }
}
