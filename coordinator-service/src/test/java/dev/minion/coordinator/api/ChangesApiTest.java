package dev.minion.coordinator.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import dev.minion.contracts.Ids;
import dev.minion.contracts.tasks.TaskStatus;
import dev.minion.coordinator.doubles.ChangesDouble;
import io.quarkus.grpc.GrpcService;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
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
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The change feed by pages, by long polls, and as a stream. */
@QuarkusTest
class ChangesApiTest {

    @Inject @GrpcService ChangesDouble changes;

    @TestHTTPResource("/api/v1/changes")
    URI feed = URI.create("http://localhost");

    private final HttpClient http = HttpClient.newHttpClient();

    /** One for each test. */
    private final String namespace = "changes-" + UUID.randomUUID();

    @AfterEach
    void close() {
        changes.hold(0);
        http.shutdownNow();
    }

    @Test
    void pagesFollowEachOtherByTheirCursors() {
        String here = here();
        UUID task = change("demo.echo", TaskStatus.READY);
        change("demo.echo", TaskStatus.RUNNING);
        change("demo.echo", TaskStatus.COMPLETED);

        JsonPath first = get("?limit=2&after=" + here).statusCode(200).extract().jsonPath();
        JsonPath second =
                get("?limit=2&after=" + first.getString("next_cursor")).extract().jsonPath();

        assertThat(first.getList("items.to")).isEqualTo(List.of("ready", "running"));
        assertThat(first.getBoolean("caught_up")).isFalse();
        assertThat(first.getString("items[0].task_id")).isEqualTo(task.toString());
        assertThat(first.getString("items[1].cursor")).isEqualTo(first.getString("next_cursor"));
        assertThat(second.getList("items.to")).isEqualTo(List.of("completed"));
        assertThat(second.getBoolean("caught_up")).isTrue();
    }

    @Test
    void aChangeTellsWhatATimelineTells() {
        String here = here();
        change("demo.echo", TaskStatus.READY);

        get("?after=" + here)
                .body("items[0].namespace", equalTo(namespace))
                .body("items[0].type", equalTo("demo.echo"))
                .body("items[0].from", nullValue())
                .body("items[0].to", equalTo("ready"))
                .body("items[0].attempt", equalTo(1))
                .body("items[0].worker", nullValue())
                .body("items[0].code", nullValue())
                .body("items[0].reason", nullValue());
    }

    @Test
    void typesAndStatusesAreFilteredAndRepeatable() {
        String here = here();
        change("a", TaskStatus.READY);
        change("b", TaskStatus.READY);
        change("c", TaskStatus.FAILED);

        get("?type=a&type=c&after=" + here).body("items.type", contains("a", "c"));
        get("?status=failed&status=dead&after=" + here).body("items.type", contains("c"));
    }

    @Test
    void nowAndTimesArePoints() {
        change("a", TaskStatus.READY);

        get("?after=now").body("items", empty()).body("next_cursor", equalTo(changes.newest()));
        get("?after=1970-01-01T00:00:00Z&limit=1000").statusCode(200);
        get("?limit=1").statusCode(200);
    }

    @Test
    void whoWaitsIsAnsweredWhenSomethingChanges() {
        CompletableFuture<String> answer = ask("?wait=30s&after=" + here());
        await().pollDelay(50, TimeUnit.MILLISECONDS).until(() -> !answer.isDone());

        change("a", TaskStatus.READY);

        assertThat(answer).succeedsWithin(5, TimeUnit.SECONDS);
        assertThat(JsonPath.from(answer.resultNow()).getList("items.to"))
                .isEqualTo(List.of("ready"));
    }

    @Test
    void whatIsHeldUpIsGivenAsSoonAsItCanBe() {
        String here = here();
        changes.hold(1);
        change("a", TaskStatus.READY);
        CompletableFuture<String> answer = ask("?wait=30s&after=" + here);
        await().pollDelay(500, TimeUnit.MILLISECONDS).until(() -> !answer.isDone());

        changes.hold(0);

        assertThat(answer).succeedsWithin(5, TimeUnit.SECONDS);
        assertThat(JsonPath.from(answer.resultNow()).getList("items")).hasSize(1);
    }

    @Test
    void aWaitForNothingEndsWithTheCursor() {
        String here = here();

        assertThat(ask("?wait=200ms&after=" + here))
                .succeedsWithin(5, TimeUnit.SECONDS)
                .isEqualTo(
                        "{\"items\":[],\"next_cursor\":\"%s\",\"caught_up\":true}".formatted(here));
    }

    @Test
    void nothingIsAskedWhileNobodyFollows() {
        assertThat(ask("?wait=300ms&after=" + here())).succeedsWithin(5, TimeUnit.SECONDS);
        AtomicInteger before = new AtomicInteger(-1);
        await().pollInterval(500, TimeUnit.MILLISECONDS)
                .until(() -> before.getAndSet(changes.questions()) == changes.questions());
    }

    @Test
    void aStreamGoesOnWhereTheClientWas() {
        String here = here();
        change("a", TaskStatus.READY);
        List<String> lines = new CopyOnWriteArrayList<>();
        stream(lines, "after", here);
        await().until(() -> ids(lines).size() == 1);
        change("b", TaskStatus.FAILED);
        await().until(() -> ids(lines).size() == 2);
        await().until(() -> lines.contains(": alive"));
        assertThat(lines).contains("event: change").anyMatch(line -> line.contains("\"failed\""));

        List<String> resumed = new CopyOnWriteArrayList<>();
        stream(resumed, "Last-Event-ID", ids(lines).getFirst().substring(4));

        await().until(() -> !ids(resumed).isEmpty());
        assertThat(ids(resumed)).containsExactly(ids(lines).getLast());
    }

    @Test
    void whatCannotBeFollowedIsAProblem() {
        get("?after=nonsense").statusCode(400).body("code", equalTo("bad-cursor"));
        get("?limit=0").statusCode(400).body("code", equalTo("bad-parameter"));
        get("?status=lost").statusCode(400).body("code", equalTo("bad-parameter"));
        get("?wait=2h").statusCode(400).body("code", equalTo("bad-parameter"));
        get("?sort=at").statusCode(400).body("code", equalTo("bad-parameter"));
        given().post("/api/v1/changes").then().statusCode(405);
        given().accept("text/event-stream")
                .get("/api/v1/changes?after=nonsense")
                .then()
                .statusCode(400)
                .body("code", equalTo("bad-cursor"));
    }

    private String here() {
        return changes.newest();
    }

    private UUID change(String type, TaskStatus to) {
        UUID task = UUID.randomUUID();
        changes.add(namespace, type, Ids.toBytes(task), to);
        return task;
    }

    private ValidatableResponse get(String query) {
        return given().header("Minion-Namespace", namespace).get("/api/v1/changes" + query).then();
    }

    private CompletableFuture<String> ask(String query) {
        return http.sendAsync(
                        HttpRequest.newBuilder(URI.create(feed + query))
                                .header("Minion-Namespace", namespace)
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .thenApply(HttpResponse::body);
    }

    /** Lines of the stream come in until the test is over. */
    private void stream(List<String> lines, String how, String position) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(
                                how.equals("after")
                                        ? URI.create(feed + "?after=" + position)
                                        : feed)
                        .header("Minion-Namespace", namespace)
                        .header("Accept", "text/event-stream");
        if (!how.equals("after")) {
            request.header(how, position);
        }
        var ignored =
                http.sendAsync(request.build(), HttpResponse.BodyHandlers.ofLines())
                        .thenAcceptAsync(response -> response.body().forEach(lines::add));
    }

    private static List<String> ids(List<String> lines) {
        return lines.stream().filter(line -> line.startsWith("id: ")).toList();
    }
}
