package dev.minion.coordinator.api;

import static dev.minion.coordinator.api.Client.get;
import static dev.minion.coordinator.api.Client.post;
import static dev.minion.coordinator.api.Client.submit;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import dev.minion.contracts.tasks.TaskStatus;
import dev.minion.coordinator.doubles.LedgerDouble;
import io.grpc.Status;
import io.quarkus.grpc.GrpcService;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
class ChangeApiTest {

    @Inject @GrpcService LedgerDouble ledger;

    @Test
    void aPatchChangesWhatItNamesAndRaisesTheVersion() {
        UUID id = submit("demo.echo");

        patch(id, "\"1\"", "{\"priority\":9,\"metadata\":{\"a\":1}}")
                .statusCode(200)
                .header("ETag", "\"2\"")
                .body("priority", equalTo(9))
                .body("metadata.a", equalTo(1));
        patch(id, "\"1\"", "{\"priority\":8}")
                .statusCode(412)
                .body("code", equalTo("version-mismatch"));
        patch(id, "*", "{\"description\":null}").statusCode(200);
        patch(id, "W/\"x\"", "{\"priority\":8}").statusCode(412);
        patch(id, "3", "{\"priority\":8}").statusCode(400);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | 422 | validation-failed",
                "{\"priority\": 0} | 422 | validation-failed",
                "{\"status\": \"completed\"} | 422 | unknown-field",
                "{\"metadata\": 5} | 422 | validation-failed",
                "[1] | 422 | validation-failed",
                "{\"priority\": | 400 | malformed-json",
            })
    void aFaultyPatchIsRefused(String body, int status, String code) {
        UUID id = submit("demo.echo");

        patch(id, "*", body).statusCode(status).body("code", equalTo(code));
    }

    @Test
    void aTaskIsCancelledOnce() {
        UUID id = submit("demo.echo");

        post("/" + id + "/cancel", "{\"reason\":\"no longer needed\"}")
                .statusCode(200)
                .body("status", equalTo("cancelled"));
        given().post("/api/v1/tasks/" + id + "/cancel")
                .then()
                .statusCode(409)
                .body("code", equalTo("illegal-transition"));
        post("/" + id + "/cancel", "{\"why\":\"x\"}").statusCode(422);
    }

    @Test
    void aTaskIsPausedWithAReasonAndResumed() {
        UUID id = submit("demo.echo");

        post("/" + id + "/pause", "{\"reason\":\"the target moves\"}")
                .statusCode(200)
                .body("status", equalTo("scheduled"))
                .body("paused", equalTo(true))
                .body("description", equalTo("the target moves"));
        post("/" + id + "/pause", "{\"why\":\"x\"}").statusCode(422);
        post("/" + id + "/resume", "{\"why\":\"x\"}").statusCode(422);
        given().post("/api/v1/tasks/" + id + "/resume")
                .then()
                .statusCode(200)
                .body("status", equalTo("ready"))
                .body("paused", nullValue());
        post("/" + id + "/resume", "{}")
                .statusCode(409)
                .body("code", equalTo("illegal-transition"));
        given().post("/api/v1/tasks/" + id + "/pause").then().statusCode(200);
        given().post("/api/v1/tasks/" + UUID.randomUUID() + "/pause")
                .then()
                .statusCode(404)
                .body("code", equalTo("task-not-found"));
    }

    @Test
    void aPauseWhoseAnswerWasLostIsDone() {
        UUID id = submit("demo.echo");
        ledger.loseAnswers(1, Status.UNAVAILABLE);

        post("/" + id + "/pause", "{}").statusCode(200).body("paused", equalTo(true));
    }

    @Test
    void aTaskIsCompletedByWhoHoldsItsFence() {
        UUID id = submit("demo.echo");

        post("/" + id + "/complete", "{\"output\":1,\"fence\":{\"epoch\":1,\"attempt\":2}}")
                .statusCode(409)
                .body("code", equalTo("fenced"));
        post("/" + id + "/complete", "{\"output\":1,\"attempt\":7}").statusCode(409);
        post("/" + id + "/complete", "{\"output\":{\"a\": [1]},\"attempt\":1}")
                .statusCode(200)
                .body("status", equalTo("completed"))
                .body("output.a[0]", equalTo(1));
        post("/" + id + "/complete", "{}")
                .statusCode(409)
                .body("code", equalTo("illegal-transition"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"attempt\": -1} | /attempt",
                "{\"attempt\": 0} | /attempt",
                "{\"fence\": {\"epoch\": 1, \"attempt\": -2}} | /fence/attempt",
                "{\"fence\": {\"epoch\": 1}} | /fence/attempt",
                "{\"fence\": 5} | /fence",
                "{\"fence\": {\"epoch\": 1, \"attempt\": 1, \"x\": 1}} | /fence/x",
                "{\"result\": 5} | /result",
            })
    void aFaultyCompletionIsRefused(String body, String pointer) {
        UUID id = submit("demo.echo");

        post("/" + id + "/complete", body)
                .statusCode(422)
                .body("errors.pointer", contains(pointer));
    }

    @Test
    void aTaskIsFailedAndRetried() {
        UUID id = submit("demo.echo");

        post(
                        "/" + id + "/fail",
                        "{\"error\":{\"code\":\"bad\",\"message\":\"m\",\"retryable\":false}}")
                .statusCode(200)
                .body("status", equalTo("failed"))
                .body("error.code", equalTo("bad"))
                .body("error.retryable", equalTo(false));
        given().post("/api/v1/tasks/" + id + "/retry")
                .then()
                .statusCode(200)
                .body("status", equalTo("ready"));
        post("/" + id + "/retry", "{}").statusCode(409);
        post("/" + id + "/retry", "{\"now\":true}").statusCode(422);
    }

    @Test
    void onlyTerminalTasksAreDeleted() {
        UUID id = submit("demo.echo");

        given().delete("/api/v1/tasks/" + id).then().statusCode(409);
        ledger.change(id, task -> task.setStatus(TaskStatus.COMPLETED));
        given().delete("/api/v1/tasks/" + id).then().statusCode(204);
        given().delete("/api/v1/tasks/" + id).then().statusCode(404);
    }

    @Test
    void progressIsRecordedAndRead() {
        UUID id = submit("demo.echo");
        get("/" + id + "/progress/latest").statusCode(404).body("code", equalTo("no-progress"));

        post("/" + id + "/progress", "{\"percent\":10,\"message\":\"begun\"}")
                .statusCode(201)
                .body("sequence", equalTo(1))
                .body("percent", equalTo(10));
        post("/" + id + "/progress", "{\"percent\":60,\"data\":{\"rows\":5}}").statusCode(201);

        get("/" + id + "/progress")
                .body("items.percent", contains(10, 60))
                .body("next_cursor", nullValue());
        String cursor = get("/" + id + "/progress?limit=1").extract().path("next_cursor");
        get("/" + id + "/progress?limit=1&cursor=" + cursor).body("items.percent", contains(60));
        get("/" + id + "/progress/latest").body("data.rows", equalTo(5));
        post("/" + id + "/progress", "{\"percent\":101}").statusCode(422);
        post("/" + id + "/progress", "{}").statusCode(422);
    }

    @Test
    void aChangeWhoseAnswerWasLostIsNotRefusedAtItsRepetition() {
        UUID id = submit("demo.echo");
        ledger.loseAnswers(1, Status.UNAVAILABLE);

        post("/" + id + "/cancel", "{}").statusCode(200).body("status", equalTo("cancelled"));

        ledger.loseAnswers(1, Status.UNAVAILABLE);
        given().delete("/api/v1/tasks/" + id).then().statusCode(204);
    }

    @Test
    void aSubmissionWhoseAnswerWasLostIsOneTask() {
        int before = ledger.size();
        ledger.loseAnswers(2, Status.UNAVAILABLE);

        UUID id = submit("demo.echo");

        assertThat(ledger.size()).isEqualTo(before + 1);
        get("/" + id).statusCode(200);
    }

    @Test
    void aLedgerThatStaysAwayIsTold() {
        ledger.loseAnswers(1_000, Status.UNAVAILABLE);
        try {
            post("", "{\"name\":\"a\",\"type\":\"t\"}")
                    .statusCode(503)
                    .header("Retry-After", "1")
                    .body("code", equalTo("unavailable"));
            given().port(21201).get("/q/health/ready").then().statusCode(503);
            given().port(21201).get("/q/health/live").then().statusCode(200);
        } finally {
            ledger.loseAnswers(0, Status.UNAVAILABLE);
        }
        given().port(21201).get("/q/health/ready").then().statusCode(200);
    }

    @Test
    void aLedgerThatIsFullIsTold() {
        ledger.loseAnswers(1_000, Status.RESOURCE_EXHAUSTED);
        try {
            post("", "{\"name\":\"a\",\"type\":\"t\"}")
                    .statusCode(429)
                    .header("Retry-After", "1")
                    .body("code", equalTo("overloaded"));
        } finally {
            ledger.loseAnswers(0, Status.UNAVAILABLE);
        }
    }

    private static ValidatableResponse patch(UUID id, String ifMatch, String body) {
        return given().header("If-Match", ifMatch)
                .contentType("application/json")
                .body(body)
                .patch("/api/v1/tasks/" + id)
                .then();
    }
}
