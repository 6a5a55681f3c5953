package dev.minion.coordinator.api;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The list of queues. */
@QuarkusTest
class QueueApiTest {

    private static final String QUEUES = "/api/v1/queues";

    @Test
    void queuesAreListedPageByPage() {
        String cursor =
                given().get(QUEUES)
                        .then()
                        .statusCode(200)
                        .body("items[0].key", equalTo("k"))
                        .body("items[0].flow.concurrency", equalTo(2))
                        .body("items[0].flow.on_excess", equalTo("queue"))
                        .body("items[0].paused", equalTo(true))
                        .body("items[0].queued", equalTo(3))
                        .body("items[0].running", equalTo(2))
                        .body("items[0].oldest_at", equalTo("1970-01-01T00:00:01.000000Z"))
                        .body("next_cursor", notNullValue())
                        .extract()
                        .path("next_cursor");

        given().get(QUEUES + "?limit=1&cursor=" + cursor).then().statusCode(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cursor=-1", "cursor=*", "limit=0", "limit=201", "order=up"})
    void aPageThatMakesNoSenseIsRefused(String query) {
        given().get(QUEUES + '?' + query).then().statusCode(400).body("code", notNullValue());
    }
}
