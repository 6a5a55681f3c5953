package dev.minion.systemtests.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Attempts after attempts: what a failure asks for, what is left for the next one, and pauses. */
class RetryCallsTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    private final Api api = new Api();

    private String submit(String type, String input, String more) {
        return api.submit(
                        """
                        {"name": "a retry", "type": "%s", "input": %s, %s}
                        """
                                .formatted(type, input, more))
                .path("id");
    }

    @Test
    void theNextAttemptWaitsAsLongAsTheFailureAsks() {
        String id =
                submit(
                        "demo.fail",
                        "{\"times\": 1, \"retry_after\": \"1500ms\"}",
                        "\"retry\": {\"max_attempts\": 2, \"initial_delay\": \"1ms\", \"jitter\": 0}");

        JsonNode ended = api.ended(id);

        assertThat(ended.path("status").asText()).isEqualTo("completed");
        Duration took =
                Duration.between(
                        Instant.parse(ended.path("created_at").asText()),
                        Instant.parse(ended.path("completed_at").asText()));
        assertThat(took).isGreaterThan(Duration.ofMillis(1_500));
    }

    @Test
    void anAttemptFromOutsideMayAskForAPauseAsWell() {
        String id =
                submit(Api.NOBODYS, "1", "\"retry\": {\"initial_delay\": \"1ms\", \"jitter\": 0}");

        api.sending("{\"error\": {\"code\": \"busy\"}, \"retry_after\": \"1h\"}")
                .post(Api.TASKS + "/" + id + "/fail")
                .then()
                .statusCode(200)
                .body("status", equalTo("scheduled"));
        api.sending("{\"retry_after\": \"25h\"}")
                .post(Api.TASKS + "/" + id + "/fail")
                .then()
                .statusCode(422)
                .body("errors[0].pointer", equalTo("/retry_after"));

        assertThat(Instant.parse(api.task(id).path("run_after").asText()))
                .isAfter(Instant.now().plusSeconds(3_500));
    }

    @Test
    void anAttemptThatRanOutOfTimeLeavesTheNextOneLessToDo() {
        String id =
                submit(
                        "demo.sleep",
                        "{\"duration\": \"2s\", \"resume\": true}",
                        """
                        "timeouts": {"run": "1200ms"},
                        "retry": {"max_attempts": 9, "initial_delay": "1ms", "jitter": 0}""");

        JsonNode ended = api.ended(id);

        assertThat(ended.path("status").asText()).isEqualTo("completed");
        assertThat(ended.path("attempt").asInt()).isBetween(2, 4);
    }

    @Test
    void aHandlerThatTakesMoreTimeIsNotStopped() {
        String id =
                submit(
                        "demo.sleep",
                        "{\"duration\": \"3s\", \"extend\": true}",
                        "\"timeouts\": {\"run\": \"700ms\"}, \"retry\": {\"max_attempts\": 1}");

        JsonNode ended = api.ended(id);

        assertThat(ended.path("status").asText()).isEqualTo("completed");
        assertThat(ended.path("attempt").asInt()).isEqualTo(1);
    }

    @Test
    void aTaskWhoseRetriesHaveRunOutWaitsForSomebodyWhereItsPolicySaysSo() {
        String id =
                submit(
                        "demo.fail",
                        "{\"times\": 2}",
                        """
                        "retry": {"max_attempts": 2, "initial_delay": "1ms", "jitter": 0,
                          "on_exhausted": "pause"}""");
        await().atMost(SOON).until(() -> api.task(id).path("paused").asBoolean());

        assertThat(api.task(id).path("status").asText()).isEqualTo("scheduled");
        assertThat(api.task(id).path("retry").path("on_exhausted").asText()).isEqualTo("pause");
        api.request()
                .get(Api.TASKS + "/" + id + "/why")
                .then()
                .statusCode(200)
                .body("waiting_for", equalTo("resume"))
                .body("detail.error_code", equalTo("handler-failed"));
        api.request()
                .get(Api.TASKS + "?paused=true")
                .then()
                .statusCode(200)
                .body("items.id", contains(id));
        JsonNode timeline =
                api.request()
                        .get(Api.TASKS + "/" + id + "/timeline")
                        .then()
                        .statusCode(200)
                        .extract()
                        .as(JsonNode.class);
        assertThat(timeline.findValuesAsText("reason").getLast()).startsWith("paused, ");

        api.request().post(Api.TASKS + "/" + id + "/resume").then().statusCode(200);

        assertThat(api.ended(id).path("status").asText()).isEqualTo("completed");
        api.request()
                .post(Api.TASKS + "/" + id + "/resume")
                .then()
                .statusCode(409)
                .body("code", equalTo("illegal-transition"));
    }

    @Test
    void aPolicyOfAnotherWordIsRefused() {
        api.sending("{\"name\": \"a\", \"type\": \"t\", \"retry\": {\"on_exhausted\": \"wait\"}}")
                .post(Api.TASKS)
                .then()
                .statusCode(422)
                .body("errors[0].pointer", equalTo("/retry/on_exhausted"));
    }

    @Test
    void aTaskIsPausedByHandAndResumed() {
        String id = api.waiting("held");
        String pause = Api.TASKS + "/" + id + "/pause";

        for (int i = 0; i < 2; i++) {
            api.sending("{\"reason\": \"the target moves\"}")
                    .post(pause)
                    .then()
                    .statusCode(200)
                    .body("status", equalTo("scheduled"))
                    .body("paused", equalTo(true))
                    .body("attempt", equalTo(2));
        }
        api.request()
                .get(Api.TASKS + "/" + id + "/why")
                .then()
                .statusCode(200)
                .body("waiting_for", equalTo("resume"))
                .body("detail.pause_reason", equalTo("the target moves"));
        api.sending("{}")
                .post(Api.TASKS + "/" + id + "/resume")
                .then()
                .statusCode(200)
                .body("status", equalTo("ready"));

        String done = api.echo("done");
        api.ended(done);
        api.sending("{}")
                .post(Api.TASKS + "/" + done + "/pause")
                .then()
                .statusCode(409)
                .body("code", equalTo("illegal-transition"));
    }
}
