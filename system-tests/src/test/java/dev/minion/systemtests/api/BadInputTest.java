package dev.minion.systemtests.api;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.restassured.response.Response;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Bad input gets a problem with code and pointer, and nothing is stored. */
class BadInputTest {

    private static final int MEBIBYTE = 1 << 20;

    private final Api api = new Api();

    static Stream<Arguments> badTasks() {
        return Stream.of(
                bad(
                        "an unknown field",
                        with("\"colour\": \"red\""),
                        422,
                        "unknown-field",
                        "/colour"),
                bad(
                        "an unknown field further in",
                        with("\"retry\": {\"tries\": 3}"),
                        422,
                        "unknown-field",
                        "/retry/tries"),
                bad(
                        "a wrong type",
                        with("\"priority\": \"high\""),
                        422,
                        "validation-failed",
                        "/priority"),
                bad(
                        "metadata that is no object",
                        with("\"metadata\": [1]"),
                        422,
                        "validation-failed",
                        "/metadata"),
                bad("no name", "{\"type\": \"demo.echo\"}", 422, "validation-failed", "/name"),
                bad("no type", "{\"name\": \"a\"}", 422, "validation-failed", "/type"),
                bad(
                        "a priority of 0",
                        with("\"priority\": 0"),
                        422,
                        "validation-failed",
                        "/priority"),
                bad(
                        "a priority of 11",
                        with("\"priority\": 11"),
                        422,
                        "validation-failed",
                        "/priority"),
                bad(
                        "a name of 501 characters",
                        "{\"type\": \"demo.echo\", \"name\": \"" + "n".repeat(501) + "\"}",
                        422,
                        "validation-failed",
                        "/name"),
                bad(
                        "U+0000 in the name",
                        "{\"type\": \"demo.echo\", \"name\": \"a\\u0000b\"}",
                        422,
                        "validation-failed",
                        "/name"),
                bad(
                        "U+0000 deep in the input",
                        with("\"input\": {\"a\": [{\"b\": \"x\\u0000\"}]}"),
                        422,
                        "validation-failed",
                        "/input"),
                bad(
                        "U+0000 in a name inside the metadata",
                        with("\"metadata\": {\"a\\u0000\": 1}"),
                        422,
                        "validation-failed",
                        "/metadata"),
                bad(
                        "a payload over the limit",
                        with("\"input\": \"" + "x".repeat(MEBIBYTE) + "\""),
                        413,
                        "payload-too-large",
                        "/input"),
                bad(
                        "JSON of depth 1,000",
                        with("\"input\": " + "[".repeat(1_000) + "]".repeat(1_000)),
                        422,
                        "validation-failed",
                        "/input"),
                bad(
                        "a dependency on an unknown task",
                        with("\"dependencies\": [\"" + UUID.randomUUID() + "\"]"),
                        422,
                        "unknown-dependency",
                        "/dependencies/0"),
                bad(
                        "a dependency on a ref where there are none",
                        with("\"dependencies\": [\"first\"]"),
                        422,
                        "unknown-dependency",
                        "/dependencies/0"),
                bad(
                        "a time that is none",
                        with("\"run_after\": \"soon\""),
                        422,
                        "validation-failed",
                        "/run_after"),
                bad(
                        "a duration that is none",
                        with("\"timeouts\": {\"run\": \"long\"}"),
                        422,
                        "validation-failed",
                        "/timeouts/run"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badTasks")
    void aBadTaskIsRefusedWithItsPlace(
            String what, String body, int status, String code, String pointer) {
        Response answer = api.sending(body).post(Api.TASKS);

        assertProblem(answer, status, code, pointer);
        assertThat(api.stored()).as("tasks stored after %s", what).isZero();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badTasks")
    void aBadTaskInABatchIsRefusedAloneAndAnAtomicBatchAsAWhole(
            String what, String body, int status, String code, String pointer) {
        String batch = "{\"tasks\": [" + with("\"priority\": 3") + "," + body + "]}";

        Response atomic = api.sending(batch).post(Api.TASKS + "/batch?atomic=true");

        assertProblem(atomic, 422, "atomic-batch-refused", "/tasks/1" + pointer);
        assertThat(api.stored()).as("tasks stored after %s", what).isZero();

        JsonNode itemwise =
                api.sending(batch)
                        .post(Api.TASKS + "/batch")
                        .then()
                        .statusCode(200)
                        .extract()
                        .as(JsonNode.class);

        assertThat(itemwise.path("accepted").asInt()).isEqualTo(1);
        assertThat(itemwise.path("rejected").asInt()).isEqualTo(1);
        JsonNode error = itemwise.path("items").path(1).path("error");
        assertThat(error.path("code").asText()).isEqualTo(code);
        assertThat(error.path("status").asInt()).isEqualTo(status);
        assertThat(error.path("errors").findValuesAsText("pointer")).contains("/tasks/1" + pointer);
        assertThat(api.stored()).as("only the good one is stored").isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"name\": \"a\"  | 400 | malformed-json",
                "nothing like JSON | 400 | malformed-json",
                "[]                | 422 | validation-failed",
                "\"text\"          | 422 | validation-failed",
                "{} {}             | 400 | malformed-json",
            })
    void aBodyThatIsNoTaskIsRefused(String body, int status, String code) {
        assertProblem(api.sending(body).post(Api.TASKS), status, code);
        assertProblem(api.sending(body).post(Api.TASKS + "/batch"), status, code);
        assertThat(api.stored()).isZero();
    }

    @Test
    void anEmptyBodyAndABodyOfAnotherTypeAreRefused() {
        assertProblem(api.sending("").post(Api.TASKS), 400, "malformed-json");
        assertProblem(
                api.request().contentType("text/plain").body("hello").post(Api.TASKS),
                415,
                "unsupported-media-type");
        assertThat(api.stored()).isZero();
    }

    @Test
    void aCycleIsRefused() {
        String cycle =
                """
                {"tasks": [
                  {"ref": "a", "name": "a", "type": "demo.echo", "dependencies": ["b"]},
                  {"ref": "b", "name": "b", "type": "demo.echo", "dependencies": ["a"]},
                  {"ref": "c", "name": "c", "type": "demo.echo", "dependencies": ["c"]}]}""";

        Response atomic = api.sending(cycle).post(Api.TASKS + "/batch?atomic=true");
        JsonNode itemwise =
                api.sending(cycle).post(Api.TASKS + "/batch").then().extract().as(JsonNode.class);

        assertProblem(atomic, 422, "atomic-batch-refused");
        assertThat(itemwise.path("items").findValuesAsText("code"))
                .containsExactly("dependency-cycle", "dependency-cycle", "dependency-cycle");
        assertThat(api.stored()).isZero();
    }

    @Test
    void aDuplicateRefIsRefused() {
        String twice =
                """
                {"tasks": [
                  {"ref": "a", "name": "one", "type": "demo.echo"},
                  {"ref": "a", "name": "two", "type": "demo.echo"}]}""";

        Response atomic = api.sending(twice).post(Api.TASKS + "/batch?atomic=true");
        JsonNode itemwise =
                api.sending(twice).post(Api.TASKS + "/batch").then().extract().as(JsonNode.class);

        assertProblem(atomic, 422, "atomic-batch-refused", "/tasks/1/ref");
        assertThat(itemwise.path("items").path(1).path("error").path("code").asText())
                .isEqualTo("duplicate-ref");
    }

    @Test
    void aBatchOf10001AndAnEmptyBatchAreRefused() {
        String each = with("\"priority\": 3");
        String tooMany = String.join(",", Collections.nCopies(10_001, each));

        assertProblem(
                api.sending("{\"tasks\": [" + tooMany + "]}").post(Api.TASKS + "/batch"),
                413,
                "batch-too-large");
        assertProblem(
                api.sending("{\"tasks\": []}").post(Api.TASKS + "/batch"),
                422,
                "validation-failed",
                "/tasks");
        assertProblem(
                api.sending("{\"jobs\": []}").post(Api.TASKS + "/batch"),
                422,
                "unknown-field",
                "/jobs");
        assertThat(api.stored()).isZero();
    }

    @Test
    void anIdempotencyKeyThatIsTooLongIsRefused() {
        assertProblem(
                api.sending(with("\"priority\": 3"))
                        .header("Idempotency-Key", "k".repeat(256))
                        .post(Api.TASKS),
                422,
                "validation-failed");
        assertThat(api.stored()).isZero();
    }

    @Test
    void anIdempotencyKeyOfAMebibyteIsCutOffWhileItComes() throws IOException {
        String head =
                "POST "
                        + Api.TASKS
                        + " HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nIdempotency-Key: ";
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), api.port())) {
            socket.getOutputStream().write((head + "k".repeat(100_000)).getBytes(US_ASCII));

            String answer = new String(socket.getInputStream().readNBytes(12), US_ASCII);

            assertThat(answer).isEqualTo("HTTP/1.1 431");
        }
        assertThat(api.stored()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "?wait=1d, 400, bad-parameter",
        "?wait=24h, 400, bad-parameter",
        "?wait=forever, 400, bad-parameter",
        "?wait=-1s, 400, bad-parameter",
        "?colour=red, 400, bad-parameter",
    })
    void aWaitThatIsTooLongOrNoDurationIsRefused(String query, int status, String code) {
        String id = api.waiting("waits");

        assertProblem(api.request().get(Api.TASKS + "/" + id + query), status, code);
    }

    @ParameterizedTest
    @CsvSource({
        "cursor=garbage, 400, bad-cursor",
        "cursor=AAAA, 400, bad-cursor",
        "limit=0, 400, bad-parameter",
        "limit=1001, 400, bad-parameter",
        "limit=ten, 400, bad-parameter",
        "offset=-1, 400, bad-parameter",
        "sort=colour, 400, bad-parameter",
        "status=done, 400, bad-parameter",
        "count=maybe, 400, bad-parameter",
        "created_after=yesterday, 400, bad-parameter",
        "colour=red, 400, bad-parameter",
        "name=a%00b, 400, bad-parameter",
    })
    void aBadQueryOfTheListIsRefused(String query, int status, String code) {
        assertProblem(api.request().get(Api.TASKS + "?" + query), status, code);
    }

    @Test
    void anUnknownIdIsNotFoundWhateverIsAsked() {
        String unknown = Api.TASKS + "/" + UUID.randomUUID();

        assertProblem(api.request().get(unknown), 404, "task-not-found");
        assertProblem(api.request().get(unknown + "?wait=1s"), 404, "task-not-found");
        assertProblem(api.request().get(unknown + "/why"), 404, "task-not-found");
        assertProblem(api.request().get(unknown + "/events"), 404, "task-not-found");
        assertProblem(api.request().get(unknown + "/progress"), 404, "task-not-found");
        assertProblem(api.request().get(unknown + "/progress/latest"), 404, "task-not-found");
        assertProblem(api.request().delete(unknown), 404, "task-not-found");
        assertProblem(api.sending("{\"priority\": 3}").patch(unknown), 404, "task-not-found");
        for (String verb : new String[] {"cancel", "retry", "complete", "fail"}) {
            assertProblem(api.sending("{}").post(unknown + "/" + verb), 404, "task-not-found");
        }
        assertProblem(
                api.sending("{\"percent\": 3}").post(unknown + "/progress"), 404, "task-not-found");
        assertProblem(api.request().get(Api.TASKS + "/not-an-id"), 400, "bad-parameter");
        assertProblem(api.request().get("/api/v1/workers/nobody"), 404, "worker-not-found");
    }

    @Test
    void anUnknownPathAndAWrongMethodAreProblemsToo() {
        assertProblem(api.undocumented().get("/api/v1/nothing"), 404, "not-found");
        assertProblem(api.undocumented().put(Api.TASKS), 405, "method-not-allowed");
    }

    @Test
    void aSecondTerminalTransitionIsIllegal() {
        String id = api.echo("once");
        assertThat(api.ended(id).path("status").asText()).isEqualTo("completed");
        JsonNode before = api.task(id);

        for (String verb : new String[] {"cancel", "retry", "complete", "fail"}) {
            assertProblem(
                    api.sending("{}").post(Api.TASKS + "/" + id + "/" + verb),
                    409,
                    "illegal-transition");
        }

        assertThat(api.task(id)).isEqualTo(before);
    }

    @Test
    void aNegativeAttemptIsInvalidAndAStaleFenceIsFenced() {
        String path = Api.TASKS + "/" + api.waiting("fenced");

        assertProblem(
                api.sending("{\"attempt\": -1, \"output\": 1}").post(path + "/complete"),
                422,
                "validation-failed",
                "/attempt");
        for (String verb : new String[] {"complete", "fail"}) {
            assertProblem(api.sending("{\"attempt\": 7}").post(path + "/" + verb), 409, "fenced");
            assertProblem(
                    api.sending("{\"fence\": {\"epoch\": 99, \"attempt\": 1}}")
                            .post(path + "/" + verb),
                    409,
                    "fenced");
        }
        assertProblem(
                api.sending("{\"percent\": 10, \"attempt\": 7}").post(path + "/progress"),
                409,
                "fenced");
    }

    @Test
    void badChangesOfATaskAreRefusedAndChangeNothing() {
        String id = api.waiting("unchanged");
        String path = Api.TASKS + "/" + id;
        JsonNode before = api.task(id);

        assertProblem(
                api.sending("{\"priority\": 11}").patch(path),
                422,
                "validation-failed",
                "/priority");
        assertProblem(
                api.sending("{\"name\": \"new\"}").patch(path), 422, "unknown-field", "/name");
        assertProblem(
                api.sending("{\"metadata\": 3}").patch(path),
                422,
                "validation-failed",
                "/metadata");
        assertProblem(
                api.sending("{\"percent\": 101}").post(path + "/progress"),
                422,
                "validation-failed",
                "/percent");
        assertProblem(
                api.sending("{\"result\": 1}").post(path + "/complete"),
                422,
                "unknown-field",
                "/result");
        assertProblem(
                api.sending("{\"output\": \"a\\u0000\"}").post(path + "/complete"),
                422,
                "validation-failed",
                "/output");

        assertThat(api.task(id)).isEqualTo(before);
    }

    @Test
    void aBadNamespaceIsRefused() {
        assertProblem(new Api("a/b").request().get(Api.TASKS), 400, "bad-parameter");
    }

    private static String with(String member) {
        return "{\"name\": \"a\", \"type\": \"" + Api.NOBODYS + "\", " + member + "}";
    }

    private static Arguments bad(
            String what, String body, int status, String code, String pointer) {
        return Arguments.of(what, body, status, code, pointer);
    }

    private static void assertProblem(
            Response answer, int status, String code, String... pointers) {
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(status);
        assertThat(answer.contentType()).startsWith("application/problem+json");
        JsonNode problem = answer.as(JsonNode.class);
        assertThat(problem.path("code").asText()).as(answer.asString()).isEqualTo(code);
        assertThat(problem.path("status").asInt()).isEqualTo(status);
        assertThat(problem.path("title").asText()).isNotEmpty();
        assertThat(problem.path("detail").asText()).isNotEmpty();
        assertThat(problem.path("instance").asText()).startsWith("/api/v1/");
        assertThat(problem.path("trace_id").asText()).matches("[0-9a-f]{32}");
        assertThat(problem.path("errors").findValuesAsText("pointer"))
                .containsAll(List.of(pointers));
    }
}
