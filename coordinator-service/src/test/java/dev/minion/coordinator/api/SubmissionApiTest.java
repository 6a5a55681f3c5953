package dev.minion.coordinator.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import dev.minion.coordinator.doubles.DedupDouble;
import dev.minion.coordinator.doubles.LedgerDouble;
import io.quarkus.grpc.GrpcService;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
class SubmissionApiTest {

    private static final String TASK =
            "{\"name\":\"a\",\"type\":\"demo.echo\",\"input\":{\"x\":1}}";

    @Inject @GrpcService LedgerDouble ledger;
    @Inject @GrpcService DedupDouble dedup;

    @Test
    void aTaskIsAcceptedAndToldWhole() {
        post("{\"name\":\"ä\",\"type\":\"demo.echo\",\"input\":{\"x\": [1, 2.50, \"ä\"]}}")
                .statusCode(201)
                .header("Location", containsString("/api/v1/tasks/"))
                .header("traceparent", matchesPattern("00-[0-9a-f]{32}-[0-9a-f]{16}-00"))
                .header("X-Content-Type-Options", equalTo("nosniff"))
                .body("name", equalTo("ä"))
                .body("status", equalTo("ready"))
                .body("priority", equalTo(5))
                .body("attempt", equalTo(1))
                .body("input.x[2]", equalTo("ä"))
                .body("output", nullValue())
                .body("retry.max_attempts", equalTo(3))
                .body("timeouts.run", equalTo("10m"))
                .body("trace_id", matchesPattern("[0-9a-f]{32}"))
                .body("created_at", equalTo("2026-09-21T14:13:20.123456Z"));
    }

    @Test
    void theClientsTraceGoesOn() {
        String trace = "0af7651916cd43dd8448eb211c80319c";
        given().header("traceparent", "00-" + trace + "-b7ad6b7169203331-01")
                .contentType("application/json")
                .body(TASK)
                .post("/api/v1/tasks")
                .then()
                .header("traceparent", containsString(trace))
                .body("trace_id", equalTo(trace));
    }

    @Test
    void aTaskLivesInItsNamespace() {
        String id =
                given().header("Minion-Namespace", "team-a")
                        .contentType("application/json")
                        .body(TASK)
                        .post("/api/v1/tasks")
                        .then()
                        .statusCode(201)
                        .body("namespace", equalTo("team-a"))
                        .extract()
                        .path("id");

        given().get("/api/v1/tasks/" + id).then().statusCode(404);
        given().header("Minion-Namespace", "team-a")
                .get("/api/v1/tasks/" + id)
                .then()
                .statusCode(200);
        given().header("Minion-Namespace", "no spaces")
                .get("/api/v1/tasks/" + id)
                .then()
                .statusCode(400)
                .body("code", equalTo("bad-parameter"));
    }

    @Test
    void aFaultyTaskIsRefusedAndNothingStored() {
        int before = ledger.size();

        post("{\"name\":\"a\",\"type\":\"t\",\"priority\":11,\"nmae\":1}")
                .statusCode(422)
                .contentType("application/problem+json")
                .body("code", equalTo("validation-failed"))
                .body("status", equalTo(422))
                .body("type", equalTo("urn:minion:problem:validation-failed"))
                .body("title", equalTo("Validation failed"))
                .body("instance", equalTo("/api/v1/tasks"))
                .body("errors.pointer", contains("/priority", "/nmae"))
                .body("trace_id", matchesPattern("[0-9a-f]{32}"));

        assertThat(ledger.size()).isEqualTo(before);
    }

    @Test
    void theLedgersRefusalIsToldWithItsPointer() {
        post("{\"name\":\"a\",\"type\":\"t\",\"dependencies\":[\"nobody\"]}")
                .statusCode(422)
                .body("code", equalTo("unknown-dependency"))
                .body("errors.pointer", contains("/dependencies/0"));
    }

    @Test
    void badItemsOfABatchAreRefusedAndTheOthersAccepted() {
        batch(
                        "",
                        """
                        {"tasks": [{"ref": "one", "name": "a", "type": "t"},
                                   {"name": "", "type": "t"},
                                   {"name": "b", "type": "t", "dependencies": ["one"]},
                                   {"name": "c", "type": "t", "dependencies": ["none"]}]}
                        """)
                .statusCode(200)
                .body("accepted", equalTo(2))
                .body("rejected", equalTo(2))
                .body("items[0].status", equalTo("ready"))
                .body("items[1].error.code", equalTo("validation-failed"))
                .body("items[1].error.errors.pointer", contains("/tasks/1/name"))
                .body("items[2].status", equalTo("blocked"))
                .body("items[3].error.code", equalTo("unknown-dependency"))
                .body("items[3].error.errors.pointer", contains("/tasks/3/dependencies/0"));
    }

    @Test
    void anAtomicBatchWithAFaultyItemStoresNothing() {
        int before = ledger.size();

        batch("?atomic=true", "{\"tasks\":[" + TASK + ",{\"name\":\"b\",\"type\":7}]}")
                .statusCode(422)
                .body("code", equalTo("atomic-batch-refused"))
                .body("errors.pointer", contains("/tasks/1/type"));
        batch(
                        "?atomic=true",
                        "{\"tasks\":[%s,{\"name\":\"b\",\"type\":\"t\",\"dependencies\":[\"x\"]}]}"
                                .formatted(TASK))
                .statusCode(422)
                .body("errors.pointer", contains("/tasks/1/dependencies/0"));

        assertThat(ledger.size()).isEqualTo(before);
        batch("?atomic=true", "{\"tasks\":[" + TASK + "]}").statusCode(200);
    }

    @Test
    void aBatchThatIsTooLargeIsRefused() {
        String tasks = (TASK + ",").repeat(10_000) + TASK;

        batch("", "{\"tasks\":[" + tasks + "]}")
                .statusCode(413)
                .body("code", equalTo("batch-too-large"));
    }

    @Test
    void aPayloadOverTheLimitIsRefused() {
        post("{\"name\":\"a\",\"type\":\"t\",\"input\":\"" + "x".repeat(1 << 20) + "\"}")
                .statusCode(413)
                .body("code", equalTo("payload-too-large"))
                .body("errors.pointer", contains("/input"));
    }

    @Test
    void theSameKeyAndPayloadGiveTheFirstTaskAgain() {
        String id = keyed("k-1", TASK).statusCode(201).extract().path("id");
        await().until(() -> dedup.knows("k-1"));
        int shortcuts = dedup.shortcuts();

        // Another order of members, other white space: the same payload.
        keyed("k-1", "{ \"type\": \"demo.echo\", \"input\":{\"x\":1}, \"name\":\"a\" }")
                .statusCode(201)
                .header("Idempotency-Replayed", "true")
                .body("id", equalTo(id));

        assertThat(dedup.shortcuts()).isEqualTo(shortcuts + 1);
        keyed("k-1", TASK.replace('1', '2'))
                .statusCode(409)
                .body("code", equalTo("idempotency-conflict"));
    }

    @Test
    void aKeyOfATaskThatTheLedgerHasNotAnyMoreMakesANewTask() {
        String lost = keyed("k-5", TASK).statusCode(201).extract().path("id");
        await().until(() -> dedup.knows("k-5"));
        ledger.restoreWithout(UUID.fromString(lost));

        String id =
                keyed("k-5", TASK)
                        .statusCode(201)
                        .header("Idempotency-Replayed", nullValue())
                        .body("id", not(equalTo(lost)))
                        .extract()
                        .path("id");

        assertThat(ledger.task(UUID.fromString(id))).isPresent();
        keyed("k-5", TASK).header("Idempotency-Replayed", "true").body("id", equalTo(id));
    }

    @Test
    void keysHoldWithoutDedup() {
        dedup.away(true);
        try {
            String id = keyed("k-2", TASK).statusCode(201).extract().path("id");

            keyed("k-2", TASK)
                    .statusCode(201)
                    .header("Idempotency-Replayed", "true")
                    .body("id", equalTo(id));
            keyed("k-2", TASK.replace('1', '2')).statusCode(409);
        } finally {
            dedup.away(false);
        }
    }

    @Test
    void aRefusedTaskTakesItsMarkBack() {
        int aborted = dedup.aborted();

        keyed("k-3", "{\"name\":\"a\",\"type\":\"t\",\"dependencies\":[\"nobody\"]}")
                .statusCode(422);

        await().until(() -> dedup.aborted() == aborted + 1);
    }

    @Test
    void theSameKeyAndBatchGiveTheFirstTasksAgain() {
        String body = "{\"tasks\":[" + TASK + "," + TASK + "]}";
        var ids = keyedBatch("k-4", body).statusCode(200).extract().path("items.id");

        keyedBatch("k-4", body)
                .statusCode(200)
                .header("Idempotency-Replayed", "true")
                .body("items.id", equalTo(ids))
                .body("items.replayed", contains(true, true));
        keyedBatch("k-4", body.replace('1', '2'))
                .statusCode(409)
                .body("code", equalTo("idempotency-conflict"));
    }

    @Test
    void aKeyMustBeShortAndVisible() {
        keyed("x".repeat(256), TASK).statusCode(422).body("code", equalTo("validation-failed"));
        keyed("a b", TASK).statusCode(422).body("detail", containsString("Idempotency-Key"));
    }

    @Test
    void anUnknownQueryParameterIsNamed() {
        batch("?atomc=true", "{\"tasks\":[" + TASK + "]}")
                .statusCode(400)
                .body("code", equalTo("bad-parameter"))
                .body("errors", hasSize(1))
                .body("errors[0].pointer", equalTo("atomc"));
        batch("?atomic=yes", "{\"tasks\":[" + TASK + "]}").statusCode(400);
        post(TASK).statusCode(201).body("status", not(equalTo("assigned")));
    }

    private static ValidatableResponse post(String body) {
        return given().contentType("application/json").body(body).post("/api/v1/tasks").then();
    }

    private static ValidatableResponse batch(String query, String body) {
        return given().contentType("application/json")
                .body(body)
                .post("/api/v1/tasks/batch" + query)
                .then();
    }

    private static ValidatableResponse keyed(String key, String body) {
        return given().header("Idempotency-Key", key)
                .contentType("application/json")
                .body(body)
                .post("/api/v1/tasks")
                .then();
    }

    private static ValidatableResponse keyedBatch(String key, String body) {
        return given().header("Idempotency-Key", key)
                .contentType("application/json")
                .body(body)
                .post("/api/v1/tasks/batch")
                .then();
    }
}
