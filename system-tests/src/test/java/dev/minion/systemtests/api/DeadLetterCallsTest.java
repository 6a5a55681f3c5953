package dev.minion.systemtests.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import com.fasterxml.jackson.databind.JsonNode;
import io.restassured.response.ValidatableResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tasks whose retries have run out. */
class DeadLetterCallsTest {

    private static final String LETTERS = "/api/v1/dead-letters";

    private final Api api = new Api();

    /** The id of a task that fails in its first two attempts, and has no more. */
    private String dead(String message) {
        String id =
                api.submit(
                                """
                                {"name": "dies", "type": "demo.fail",
                                 "input": {"times": 2, "code": "broken", "message": "%s"},
                                 "retry": {"max_attempts": 2, "initial_delay": "1ms", "jitter": 0}}
                                """
                                        .formatted(message))
                        .path("id");
        assertThat(api.ended(id).path("status").asText()).isEqualTo("dead");
        return id;
    }

    private ValidatableResponse post(String path, String body) {
        return api.sending(body).post(LETTERS + path).then();
    }

    @Test
    void deadLettersAreListedGroupedLookedAtEditedAndReplayed() {
        String first = dead("order 17 of 'ada' is gone");
        String second = dead("order 4711 of 'bob' is gone");
        api.echo("lives");

        api.request()
                .get(LETTERS + "?type=demo.fail&count=true")
                .then()
                .statusCode(200)
                .body("items.id", containsInAnyOrder(first, second))
                .body("total", equalTo(2));
        api.request()
                .get(LETTERS + "/groups")
                .then()
                .statusCode(200)
                .body("items", hasSize(1))
                .body("items[0].cause", equalTo("order <n> of <text> is gone"))
                .body("items[0].code", equalTo("broken"))
                .body("items[0].tasks", equalTo(2))
                .body("items[0].sample", hasItem(first))
                .body("complete", equalTo(true));
        String tag =
                api.request()
                        .get(LETTERS + "/" + first)
                        .then()
                        .statusCode(200)
                        .body("task.id", equalTo(first))
                        .body("timeline.items.to", hasItem("dead"))
                        .extract()
                        .header("ETag");
        api.sending(
                        "{\"input\": {\"times\": 0}, \"priority\": 9, \"retry\": {\"max_attempts\": 1}}")
                .header("If-Match", tag)
                .patch(LETTERS + "/" + first)
                .then()
                .statusCode(200)
                .body("status", equalTo("dead"))
                .body("priority", equalTo(9));
        api.sending("{\"priority\": 1}")
                .header("If-Match", tag)
                .patch(LETTERS + "/" + first)
                .then()
                .statusCode(412);
        api.sending("{\"attempt\": 2}")
                .header("Idempotency-Key", "again")
                .post(LETTERS + "/" + first + "/replay")
                .then()
                .statusCode(200)
                .header("Idempotency-Replayed", nullValue());
        JsonNode ended = api.ended(first);
        assertThat(ended.path("status").asText()).isEqualTo("completed");
        assertThat(ended.path("output").path("attempt").asInt()).isEqualTo(3);
        api.sending("{\"attempt\": 2}")
                .header("Idempotency-Key", "again")
                .post(LETTERS + "/" + first + "/replay")
                .then()
                .statusCode(200)
                .header("Idempotency-Replayed", "true")
                .body("status", equalTo("completed"));
        api.request()
                .get(Api.TASKS + "/" + first + "/timeline")
                .then()
                .body("items.code", hasItem("edited"));
        post("/" + first + "/replay", "{}").statusCode(409).body("code", equalTo("not-dead"));
    }

    @Test
    void whatIsDiscardedIsNoDeadLetterAndStaysATask() {
        String id = dead("nobody minds");
        post("/" + id + "/discard", "{}").statusCode(422);

        post("/" + id + "/discard", "{\"reason\": \"nobody minds\"}")
                .statusCode(200)
                .body("discarded", equalTo(true));

        api.request().get(LETTERS).then().statusCode(200).body("items", empty());
        api.request().get(LETTERS + "/" + id).then().statusCode(404);
        post("/" + id + "/replay", "{}").statusCode(409).body("code", equalTo("not-dead"));
        assertThat(api.task(id).path("status").asText()).isEqualTo("dead");
    }

    @Test
    void whatIsNotDeadIsLeftAlone() {
        String id = api.waiting("not dead");

        post("/" + id + "/replay", "{}").statusCode(409).body("code", equalTo("not-dead"));
        post("/" + id + "/discard", "{\"reason\": \"x\"}").statusCode(409);
        api.sending("{\"priority\": 1}").patch(LETTERS + "/" + id).then().statusCode(409);

        assertThat(api.task(id).path("version").asInt()).isEqualTo(1);
        assertThat(api.task(id).path("status").asText()).isEqualTo("ready");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "?status=dead    | bad-parameter",
                "?paused=true    | bad-parameter",
                "?cursor=nonsense| bad-cursor",
                "/groups?sort=priority | bad-parameter",
                "/nonsense       | bad-parameter",
            })
    void aQuestionThatMakesNoSenseIsRefused(String path, String code) {
        api.request().get(LETTERS + path).then().statusCode(400).body("code", equalTo(code));
    }
}
