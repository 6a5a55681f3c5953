package dev.minion.coordinator.api;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.notNullValue;

import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

@QuarkusTest
class SubmissionApiTest {

    @Test
    void aTaskIsAcceptedAndToldWhole() {
        given().contentType("application/json")
                .body("{\"name\":\"a\",\"type\":\"demo.echo\",\"input\":{\"x\": [1, 2.50, \"ä\"]}}")
                .when()
                .post("/api/v1/tasks")
                .then()
                .log()
                .all()
                .statusCode(201)
                .header("Location", containsString("/api/v1/tasks/"))
                .header("traceparent", matchesPattern("00-[0-9a-f]{32}-[0-9a-f]{16}-00"))
                .header("X-Content-Type-Options", equalTo("nosniff"))
                .body("status", equalTo("ready"))
                .body("priority", equalTo(5))
                .body("attempt", equalTo(1))
                .body("retry.max_attempts", equalTo(3))
                .body("timeouts.run", equalTo("10m"))
                .body("trace_id", notNullValue())
                .body("created_at", equalTo("2026-09-21T14:13:20.123456Z"));
    }
}
