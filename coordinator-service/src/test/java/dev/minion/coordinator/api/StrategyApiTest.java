package dev.minion.coordinator.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.anEmptyMap;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.minion.coordinator.doubles.MemoryStrategyStore;
import dev.minion.coordinator.pool.Balancing;
import dev.minion.coordinator.pool.core.Learned;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How workers are chosen, and what is known of them. */
@QuarkusTest
class StrategyApiTest {

    private static final String STRATEGY = "/api/v1/scheduling/strategy";
    private static final String QUALITY = "/api/v1/scheduling/quality";

    @Inject MemoryStrategyStore store;
    @Inject Balancing balancing;

    @AfterEach
    void reset() {
        store.away(false);
        given().delete(STRATEGY).then().statusCode(200);
        await().untilAsserted(
                        () -> given().get(STRATEGY).then().body("store", equalTo("connected")));
    }

    @Test
    void theStrategyIsToldWithAllThereAre() {
        given().get(STRATEGY)
                .then()
                .statusCode(200)
                .header("ETag", notNullValue())
                .body("strategy", equalTo("least_loaded"))
                .body("types", anEmptyMap())
                .body("weights", anEmptyMap())
                .body("source", equalTo("environment"))
                .body("store", equalTo("connected"))
                .body(
                        "strategies",
                        contains(
                                "round_robin",
                                "least_loaded",
                                "random",
                                "capability_best",
                                "latency_based",
                                "weighted_round_robin"));
    }

    @Test
    void aChoiceIsInForceAndCanBeTakenBack() {
        put("""
            {"strategy":"weighted_round_robin","types":{"http.call":"latency_based"},"weights":{"w":2.5}}
            """)
                .statusCode(200)
                .body("strategy", equalTo("weighted_round_robin"));

        given().get(STRATEGY)
                .then()
                .body("strategy", equalTo("weighted_round_robin"))
                .body("types.'http.call'", equalTo("latency_based"))
                .body("weights.w", equalTo(2.5f))
                .body("source", equalTo("api"));

        given().delete(STRATEGY)
                .then()
                .statusCode(200)
                .body("strategy", equalTo("least_loaded"))
                .body("source", equalTo("environment"));
    }

    @Test
    void aChoiceOverAnotherVersionIsRefused() {
        String tag = put("{\"strategy\":\"random\"}").extract().header("ETag");

        given().header("If-Match", "\"99\"")
                .contentType("application/json")
                .body("{\"strategy\":\"round_robin\"}")
                .put(STRATEGY)
                .then()
                .statusCode(412)
                .body("code", equalTo("version-mismatch"));
        given().header("If-Match", tag)
                .contentType("application/json")
                .body("{\"strategy\":\"round_robin\"}")
                .put(STRATEGY)
                .then()
                .statusCode(200)
                .body("strategy", equalTo("round_robin"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {"strategy":"best"}                            | 422 | validation-failed | /strategy is no strategy; there are round_robin, least_loaded, random
                    {"strategy":"random","weights":{"w":"NaN"}}    | 422 | validation-failed | /weights/w must be a number
                    {"strategy":"random","weights":{"w":1e400}}    | 422 | validation-failed | /weights/w must be between 0.01 and 100.0
                    {"strategy":"random","weights":{"w":NaN}}      | 400 | malformed-json    | NaN
                    {"strategy":"random","colour":"red"}           | 422 | unknown-field     | /colour is not a known field
                    random                                         | 400 | malformed-json    | random
                    """)
    void aChoiceThatIsNotClearChangesNothing(String body, int status, String code, String detail) {
        put("{\"strategy\":\"latency_based\"}").statusCode(200);

        put(body)
                .statusCode(status)
                .contentType("application/problem+json")
                .body("code", equalTo(code))
                .body("detail", containsString(detail));

        given().get(STRATEGY).then().body("strategy", equalTo("latency_based"));
    }

    @Test
    void whereTheStoreIsAwayNothingChangesAndThatIsSaid() {
        store.away(true);

        put("{\"strategy\":\"random\"}")
                .statusCode(503)
                .header("Retry-After", notNullValue())
                .body("code", equalTo("unavailable"))
                .body("detail", containsString("workers are chosen as before"));

        given().get(STRATEGY).then().body("strategy", equalTo("least_loaded"));
        await().untilAsserted(() -> given().get(STRATEGY).then().body("store", equalTo("away")));
    }

    @Test
    void aChoiceOfAnotherCoordinatorIsInForceWithinSeconds() {
        assertThat(
                        store.keep("{\"strategy\":\"capability_best\"}", OptionalLong.empty())
                                .await()
                                .indefinitely())
                .isPresent();

        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(
                        () ->
                                given().get(STRATEGY)
                                        .then()
                                        .body("strategy", equalTo("capability_best")));
    }

    @Test
    void whatIsKnownOfTheWorkersIsListed() {
        balancing.remember(
                List.of(
                        new Learned("api-w2", "x", 10, 8, 800, 0, 0),
                        new Learned("api-w1", "y", 4, 4, 100, 4, 120),
                        new Learned("api-w1", "x", 4, 0, 0, 4, 4_020)));

        await().untilAsserted(
                        () ->
                                given().get(QUALITY + "?worker=api-w1")
                                        .then()
                                        .statusCode(200)
                                        .body("items.worker", contains("api-w1", "api-w1"))
                                        .body("items.type", contains("x", "y"))
                                        .body("items[0].success_rate", equalTo(0.0f))
                                        .body("items[0].run_ms", nullValue())
                                        .body("items[0].latency_ms", equalTo(1_005.0f))
                                        .body("items[1].run_ms", equalTo(25.0f))
                                        .body("next_cursor", nullValue())
                                        .body("remembered", equalTo(0)));
        String cursor =
                given().get(QUALITY + "?type=x&limit=1")
                        .then()
                        .body("items.worker", contains("api-w1"))
                        .extract()
                        .path("next_cursor");
        given().get(QUALITY + "?type=x&limit=1&cursor=" + cursor)
                .then()
                .body("items.worker", contains("api-w2"))
                .body("items[0].success_rate", equalTo(0.8f))
                .body("items[0].latency_ms", nullValue())
                .body("next_cursor", nullValue());
        given().get(QUALITY + "?worker=nobody").then().body("items", hasSize(0));
    }

    @ParameterizedTest
    @CsvSource({
        "limit=0, bad-parameter",
        "limit=1001, bad-parameter",
        "workers=x, bad-parameter",
        "cursor=*, bad-cursor",
        "cursor=YQ, bad-cursor"
    })
    void aQuestionThatIsNotClearIsRefused(String query, String code) {
        given().get(QUALITY + '?' + query).then().statusCode(400).body("code", equalTo(code));
    }

    private static ValidatableResponse put(String body) {
        return given().contentType("application/json").body(body).put(STRATEGY).then();
    }
}
