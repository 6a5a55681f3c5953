package dev.minion.systemtests.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.JsonNode;
import io.restassured.response.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Every call of the tasks' part of the interface, as it is meant to be used. */
class TaskCallsTest {

    private final Api api = new Api();

    @Test
    void aTaskComesBackAsItWasSubmittedWithWhatTheSuiteAdds() {
        Response created =
                api.submit(
                        """
                        {"name": "digest chapter 3", "type": "demo.echo", "priority": 7,
                         "description": "all of it", "input": {"url": "x", "n": 1.50},
                         "metadata": {"team": "a"}, "on_dependency_failure": "skip",
                         "retry": {"max_attempts": 5, "initial_delay": "2s", "backoff": 3.0,
                                   "max_delay": "1m", "jitter": 0.1, "non_retryable": ["validation"]},
                         "timeouts": {"queue": "10m", "run": "1m", "heartbeat": "10s"},
                         "created_by": "me", "session_id": "s1"}""");
        String id = created.path("id");

        assertThat(created.header("Location")).endsWith("/api/v1/tasks/" + id);
        JsonNode done = api.ended(id);
        assertThat(done.path("status").asText()).isEqualTo("completed");
        assertThat(done.path("name").asText()).isEqualTo("digest chapter 3");
        assertThat(done.path("priority").asInt()).isEqualTo(7);
        assertThat(done.path("input").toString()).contains("1.5");
        assertThat(done.path("output")).isEqualTo(done.path("input"));
        assertThat(done.path("metadata").path("team").asText()).isEqualTo("a");
        assertThat(done.path("on_dependency_failure").asText()).isEqualTo("skip");
        assertThat(done.path("retry").path("max_attempts").asInt()).isEqualTo(5);
        assertThat(done.path("retry").path("initial_delay").asText()).isEqualTo("2s");
        assertThat(done.path("timeouts").path("run").asText()).isEqualTo("1m");
        assertThat(done.path("created_by").asText()).isEqualTo("me");
        assertThat(done.path("session_id").asText()).isEqualTo("s1");
        assertThat(done.path("attempt").asInt()).isEqualTo(1);
        assertThat(done.path("error").isNull()).isTrue();
        assertThat(done.path("assigned_to").asText()).startsWith("worker-");
        assertThat(done.path("trace_id").asText()).matches("[0-9a-f]{32}");
        Instant createdAt = Instant.parse(done.path("created_at").asText());
        assertThat(Instant.parse(done.path("completed_at").asText())).isAfter(createdAt);
        assertThat(done.path("created_at").asText()).matches(".*\\.\\d{6}Z");
    }

    @Test
    void theTraceOfTheCallerIsTheTraceOfTheTask() {
        String trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        String id =
                api.sending("{\"name\": \"traced\", \"type\": \"demo.echo\"}")
                        .header("traceparent", "00-" + trace + "-00f067aa0ba902b7-01")
                        .post(Api.TASKS)
                        .then()
                        .statusCode(201)
                        .extract()
                        .path("id");

        assertThat(api.task(id).path("trace_id").asText()).isEqualTo(trace);
    }

    @Test
    void aBatchAnswersItemByItemAndItsTasksMayNameEachOther() {
        JsonNode answer =
                api.sending(
                                """
                                {"tasks": [
                                  {"ref": "join", "name": "join", "type": "demo.echo",
                                   "dependencies": ["left", "right"]},
                                  {"ref": "left", "name": "left", "type": "demo.echo", "input": 1},
                                  {"ref": "right", "name": "right", "type": "demo.echo", "input": 2}]}""")
                        .post(Api.TASKS + "/batch")
                        .then()
                        .statusCode(200)
                        .body("accepted", equalTo(3))
                        .body("rejected", equalTo(0))
                        .extract()
                        .as(JsonNode.class);
        List<String> ids = answer.path("items").findValuesAsText("id");

        assertThat(answer.path("items").findValuesAsText("status"))
                .containsExactly("blocked", "ready", "ready");
        JsonNode joined = api.ended(ids.get(0));
        assertThat(joined.path("status").asText()).isEqualTo("completed");
        assertThat(joined.path("dependencies").valueStream().map(JsonNode::asText))
                .containsExactly(ids.get(1), ids.get(2));
        Instant started = Instant.parse(joined.path("started_at").asText());
        for (String dependency : ids.subList(1, 3)) {
            Instant ended = Instant.parse(api.task(dependency).path("completed_at").asText());
            assertThat(ended).as("a task starts after its dependencies").isBefore(started);
        }
    }

    @Test
    void aWaitEndsWithTheTaskOrWithItsTime() {
        String waiting = api.waiting("for a hand");
        Response patience = api.request().get(Api.TASKS + "/" + waiting + "?wait=300ms");
        assertThat(patience.<String>path("status")).isEqualTo("ready");
        assertThat(patience.time()).isGreaterThanOrEqualTo(250);

        CompletableFuture<JsonNode> waiter =
                CompletableFuture.supplyAsync(() -> api.ended(waiting));
        api.sending("{\"output\": {\"by\": \"hand\"}}")
                .post(Api.TASKS + "/" + waiting + "/complete")
                .then()
                .statusCode(200)
                .body("status", equalTo("completed"));

        JsonNode seen = waiter.orTimeout(10, java.util.concurrent.TimeUnit.SECONDS).join();
        assertThat(seen.path("output").path("by").asText()).isEqualTo("hand");
    }

    @Test
    void theSameKeyAndPayloadAnswerTheFirstResultAgain() {
        String body = "{\"name\": \"once\", \"type\": \"demo.echo\"}";
        Response first = withKey("k1", body);
        Response again = withKey("k1", body);
        Response other = withKey("k1", "{\"name\": \"twice\", \"type\": \"demo.echo\"}");

        assertThat(first.statusCode()).isEqualTo(201);
        assertThat(first.header("Idempotency-Replayed")).isNull();
        assertThat(again.statusCode()).isEqualTo(201);
        assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
        assertThat(again.<String>path("id")).isEqualTo(first.path("id"));
        assertThat(other.statusCode()).isEqualTo(409);
        assertThat(other.<String>path("code")).isEqualTo("idempotency-conflict");
        assertThat(api.stored()).isEqualTo(1);
    }

    @Test
    void aBatchWithAKeyIsReplayedAsAWhole() {
        String body =
                """
                {"tasks": [{"name": "one", "type": "demo.echo"}, {"name": "two", "type": "demo.echo"}]}""";
        Response first = batchWithKey(body);
        Response again = batchWithKey(body);
        Response other = batchWithKey(body.replace("two", "three"));

        assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
        assertThat(again.<List<String>>path("items.id")).isEqualTo(first.path("items.id"));
        assertThat(other.statusCode()).isEqualTo(409);
        assertThat(api.stored()).isEqualTo(2);
    }

    @Test
    void twentyAtOnceWithOneKeyMakeOneTask() {
        String body = "{\"name\": \"race\", \"type\": \"demo.echo\"}";
        List<CompletableFuture<Response>> racers =
                IntStream.range(0, 20)
                        .mapToObj(_ -> CompletableFuture.supplyAsync(() -> withKey("race", body)))
                        .toList();

        Set<String> ids =
                racers.stream()
                        .map(CompletableFuture::join)
                        .map(answer -> answer.<String>path("id"))
                        .collect(Collectors.toSet());

        assertThat(ids).hasSize(1);
        assertThat(api.stored()).isEqualTo(1);
    }

    private Response withKey(String key, String body) {
        return api.sending(body).header("Idempotency-Key", key).post(Api.TASKS);
    }

    private Response batchWithKey(String body) {
        return api.sending(body).header("Idempotency-Key", "batch").post(Api.TASKS + "/batch");
    }

    @Test
    void theListIsFilteredSortedAndPagedWithoutGapsOrRepeats() {
        Instant before = Instant.now().minusSeconds(1);
        StringBuilder tasks = new StringBuilder();
        for (int i = 0; i < 25; i++) {
            tasks.append(i == 0 ? "" : ",")
                    .append(
                            """
                            {"name": "page %02d", "type": "%s", "priority": %d, "session_id": "s%d",
                             "metadata": {"even": %s}}"""
                                    .formatted(i, Api.NOBODYS, 1 + i % 10, i % 2, i % 2 == 0));
        }
        api.sending("{\"tasks\": [" + tasks + "]}")
                .post(Api.TASKS + "/batch")
                .then()
                .body("accepted", equalTo(25));

        assertThat(pages("limit=10&sort=created_at")).hasSize(25).doesNotHaveDuplicates();
        assertThat(pages("limit=7&sort=-priority")).hasSize(25).doesNotHaveDuplicates();
        assertThat(pages("limit=10&session_id=s0")).hasSize(13);
        assertThat(pages("limit=10&metadata.even=true")).hasSize(13);
        assertThat(pages("limit=10&name=page%201")).hasSize(10);
        assertThat(pages("limit=10&type=other")).isEmpty();
        assertThat(pages("limit=10&status=ready&status=running")).hasSize(25);
        assertThat(pages("limit=10&status=completed")).isEmpty();
        assertThat(pages("limit=10&created_after=2100-01-01T00:00:00Z")).isEmpty();
        // Without the time a page would be short where many older tasks of others are looked at.
        assertThat(
                        page("limit=5&offset=20&sort=created_at&created_after=" + before)
                                .<List<String>>path("items.name"))
                .containsExactly("page 20", "page 21", "page 22", "page 23", "page 24");
        List<Integer> priorities = page("limit=25&sort=-priority").path("items.priority");
        assertThat(priorities).isSortedAccordingTo((a, b) -> b - a);
        assertThat(page("limit=1&count=true").<Integer>path("total")).isEqualTo(25);
        assertThat(page("limit=1").<Object>path("total")).isNull();
    }

    private List<String> pages(String query) {
        List<String> ids = new ArrayList<>();
        String cursor = "";
        do {
            Response page = page(query + cursor);
            ids.addAll(page.path("items.id"));
            String next = page.path("next_cursor");
            cursor = next == null ? "" : "&cursor=" + next;
        } while (!cursor.isEmpty() && ids.size() < 1_000);
        return ids;
    }

    private Response page(String query) {
        return api.request()
                .get(Api.TASKS + "?" + query)
                .then()
                .statusCode(200)
                .extract()
                .response();
    }

    @Test
    void aPatchChangesATaskThatWaitsIfNobodyElseDidMeanwhile() {
        String path = Api.TASKS + "/" + api.waiting("patched");
        String tag = api.request().get(path).header("ETag");

        Response patched =
                api.sending("{\"priority\": 9, \"description\": \"d\", \"metadata\": {\"a\": 1}}")
                        .header("If-Match", tag)
                        .patch(path);
        Response late = api.sending("{\"priority\": 1}").header("If-Match", tag).patch(path);

        assertThat(patched.statusCode()).isEqualTo(200);
        assertThat(patched.<Integer>path("priority")).isEqualTo(9);
        assertThat(patched.header("ETag")).isNotEqualTo(tag).matches("\"\\d+\"");
        assertThat(late.statusCode()).isEqualTo(412);
        assertThat(late.<String>path("code")).isEqualTo("version-mismatch");
        assertThat(api.request().get(path).<Integer>path("priority")).isEqualTo(9);
    }

    @Test
    void aLargeInputAndOutputAreReadByThemselves() {
        String json = "\"" + "x".repeat(400_000) + "\"";
        String id =
                api.submit(
                                "{\"name\": \"large\", \"type\": \"demo.echo\", \"input\": %s}"
                                        .formatted(json))
                        .path("id");

        JsonNode done = api.ended(id);

        assertThat(done.path("input").isNull()).isTrue();
        assertThat(done.path("output").isNull()).isTrue();
        for (String part : List.of("input", "output")) {
            JsonNode large = done.path(part + "_ref");
            assertThat(large.path("size").asInt()).isEqualTo(json.length());
            assertThat(api.request().get(large.path("href").asText()).asString()).isEqualTo(json);
        }
        assertThat(api.request().get(Api.TASKS + "/" + api.waiting("none") + "/output").asString())
                .isEqualTo("null");
    }

    @Test
    void aTerminalTaskIsNotPatchedAndOnlyATerminalTaskIsDeleted() {
        String done = Api.TASKS + "/" + api.echo("done");
        api.request().get(done + "?wait=30s").then().body("status", equalTo("completed"));
        String open = Api.TASKS + "/" + api.waiting("open");

        api.sending("{\"priority\": 9}").patch(done).then().statusCode(409);
        api.request().delete(open).then().statusCode(409);
        api.request().delete(done).then().statusCode(204);
        api.request().get(done).then().statusCode(404);
    }

    @Test
    void aCancelledTaskCanBeRetriedAndThenFailed() {
        String path = Api.TASKS + "/" + api.waiting("to and fro");

        api.sending("{\"reason\": \"changed my mind\"}")
                .post(path + "/cancel")
                .then()
                .statusCode(200)
                .body("status", equalTo("cancelled"))
                .body("error.code", equalTo("cancelled"));
        api.sending("{}")
                .post(path + "/retry")
                .then()
                .statusCode(200)
                .body("status", equalTo("ready"))
                .body("attempt", equalTo(2));
        api.sending("{\"error\": {\"code\": \"mine\", \"message\": \"no\", \"retryable\": false}}")
                .post(path + "/fail")
                .then()
                .statusCode(200)
                .body("status", equalTo("failed"))
                .body("error.code", equalTo("mine"));
    }

    @Test
    void progressIsKeptInOrderAndShownOnTheTask() {
        String id = api.waiting("slow");
        String path = Api.TASKS + "/" + id + "/progress";
        api.request().get(path + "/latest").then().statusCode(404);

        api.sending("{\"percent\": 10, \"message\": \"begun\"}").post(path).then().statusCode(201);
        api.sending("{\"percent\": 60, \"data\": {\"rows\": 5}}").post(path).then().statusCode(201);

        List<Integer> percents = api.request().get(path).path("items.percent");
        assertThat(percents).containsExactly(10, 60);
        api.request().get(path + "/latest").then().statusCode(200).body("percent", equalTo(60));
        assertThat(api.task(id).path("progress").asInt()).isEqualTo(60);
    }

    @Test
    void eventsEndWithTheTerminalOneAndGoOnFromTheLastOneSeen() {
        String id = api.echo("watched");
        String path = Api.TASKS + "/" + id + "/events";

        String events = api.request().get(path).then().statusCode(200).extract().asString();

        List<String> versions = values(events, "id:");
        List<String> names = values(events, "event:");
        assertThat(names).isNotEmpty().last().isEqualTo("completed");
        assertThat(versions.stream().map(Long::parseLong)).isSorted();
        assertThat(new HashSet<>(versions)).hasSameSizeAs(versions);
        assertThat(values(events, "data:").getLast()).contains("\"status\":\"completed\"");
        api.request().header("Last-Event-ID", versions.getLast()).get(path).then().statusCode(204);
    }

    private static List<String> values(String events, String field) {
        return events.lines()
                .filter(line -> line.startsWith(field))
                .map(line -> line.substring(field.length()).strip())
                .toList();
    }

    @Test
    void whyAnswersTruthfully() {
        String blocker = api.waiting("blocker");
        String blocked =
                api.submit(
                                "{\"name\": \"b\", \"type\": \"demo.echo\", \"dependencies\": [\"%s\"]}"
                                        .formatted(blocker))
                        .path("id");
        String scheduled =
                api.submit(
                                "{\"name\": \"s\", \"type\": \"demo.echo\","
                                        + " \"run_after\": \"2100-01-01T00:00:00Z\"}")
                        .path("id");
        String done = api.echo("done");
        api.ended(done);

        assertThat(why(blocked)).isEqualTo("dependency");
        assertThat(why(scheduled)).isEqualTo("schedule");
        assertThat(why(done)).isEqualTo("nothing");
        await().atMost(Duration.ofSeconds(10)).until(() -> why(blocker).equals("worker"));
        assertThat(api.task(scheduled).path("status").asText()).isEqualTo("scheduled");
        assertThat(api.task(blocked).path("status").asText()).isEqualTo("blocked");
    }

    private String why(String id) {
        return api.request()
                .get(Api.TASKS + "/" + id + "/why")
                .then()
                .statusCode(200)
                .extract()
                .path("waiting_for");
    }

    @Test
    void aTaskThatIsDueLaterRunsThenAndNotBefore() {
        Instant due = Instant.now().plusSeconds(2);
        String id =
                api.submit(
                                "{\"name\": \"later\", \"type\": \"demo.echo\", \"run_after\": \"%s\"}"
                                        .formatted(due))
                        .path("id");

        JsonNode done = api.ended(id);

        assertThat(done.path("status").asText()).isEqualTo("completed");
        assertThat(Instant.parse(done.path("started_at").asText())).isAfterOrEqualTo(due);
    }

    @Test
    void aTaskThatCannotSucceedEndsDeadAfterItsAttempts() {
        String id =
                api.submit(
                                """
                                {"name": "hopeless", "type": "demo.fail", "input": {"times": 9},
                                 "retry": {"max_attempts": 2, "initial_delay": "100ms"}}""")
                        .path("id");

        JsonNode ended = api.ended(id);

        assertThat(ended.path("status").asText()).isEqualTo("dead");
        assertThat(ended.path("failures").asInt()).isEqualTo(2);
        assertThat(ended.path("error").path("code").asText()).isNotEmpty();
    }

    @Test
    void statisticsCountWhatIsThere() {
        api.ended(api.echo("counted"));
        api.waiting("counted too");

        JsonNode stats =
                api.request()
                        .get("/api/v1/stats")
                        .then()
                        .statusCode(200)
                        .extract()
                        .as(JsonNode.class);

        assertThat(stats.path("by_status").path("completed").asInt()).isEqualTo(1);
        assertThat(stats.path("by_status").path("ready").asInt()).isEqualTo(1);
        assertThat(stats.path("by_type").path("demo.echo").asInt()).isEqualTo(1);
        assertThat(stats.path("by_type").path(Api.NOBODYS).asInt()).isEqualTo(1);
    }

    @Test
    void anotherNamespaceSeesNothing() {
        String id = api.echo("mine");
        api.ended(id);

        Api other = new Api();

        other.request().get(Api.TASKS + "/" + id).then().statusCode(404);
        assertThat(other.stored()).isZero();
        assertThat(api.stored()).isEqualTo(1);
    }

    @Test
    void workersAreListedWithWhatTheyCanDo() {
        JsonNode workers =
                api.request()
                        .get("/api/v1/workers")
                        .then()
                        .statusCode(200)
                        .extract()
                        .as(JsonNode.class);
        JsonNode healthy =
                workers.path("items")
                        .valueStream()
                        .filter(each -> each.path("status").asText().equals("healthy"))
                        .findFirst()
                        .orElseThrow();

        assertThat(healthy.path("capabilities").valueStream().map(JsonNode::asText))
                .contains(
                        "demo.echo",
                        "demo.sleep",
                        "demo.fail",
                        "http.call",
                        "exec.run",
                        "data.transform");
        assertThat(healthy.path("capacity").asInt()).isPositive();
        api.request().get("/api/v1/workers/" + healthy.path("id").asText()).then().statusCode(200);
    }
}
