package dev.minion.coordinator.api;

import static io.restassured.RestAssured.given;

import io.restassured.response.ValidatableResponse;
import java.util.UUID;

/** What most tests of the interface do first. */
final class Client {

    private Client() {}

    /** Submits a task of a type; its id. */
    static UUID submit(String type) {
        return submit(type, "");
    }

    /** Submits a task of a type with more members, like {@code "priority": 3}; its id. */
    static UUID submit(String type, String members) {
        String more = members.isEmpty() ? "" : "," + members;
        String id =
                given().contentType("application/json")
                        .body("{\"name\":\"a task\",\"type\":\"%s\"%s}".formatted(type, more))
                        .post("/api/v1/tasks")
                        .then()
                        .statusCode(201)
                        .extract()
                        .path("id");
        return UUID.fromString(id);
    }

    /** Reads a path below the tasks. */
    static ValidatableResponse get(String path) {
        return given().get("/api/v1/tasks" + path).then();
    }

    /** Posts a body to a path below the tasks. */
    static ValidatableResponse post(String path, String body) {
        return given().contentType("application/json")
                .body(body)
                .post("/api/v1/tasks" + path)
                .then();
    }
}
