package dev.minion.systemtests.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each strategy at work, and what it is told and tells. */
class StrategyCallsTest {

    private static final String STRATEGY = "/api/v1/scheduling/strategy";

    private final Api api = new Api();

    @AfterEach
    void reset() {
        api.request().delete(STRATEGY).then().statusCode(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "round_robin",
                "least_loaded",
                "random",
                "capability_best",
                "latency_based",
                "weighted_round_robin"
            })
    void workIsDoneUnderEachStrategy(String strategy) {
        choose("{\"strategy\": \"%s\"}".formatted(strategy), 200);

        assertThat(api.ended(api.echo(strategy)).path("status").asText()).isEqualTo("completed");
        assertThat(inForce().path("strategy").asText()).isEqualTo(strategy);
    }

    @Test
    void aChoiceThatIsNotClearLeavesTheOneInForce() {
        choose("{\"strategy\": \"random\", \"types\": {\"demo.echo\": \"round_robin\"}}", 200);

        choose("{\"strategy\": \"best\"}", 422);
        choose("{\"strategy\": \"random\", \"weights\": {\"w\": \"NaN\"}}", 422);
        choose("{\"strategy\": \"random\", \"weights\": {\"w\": NaN}}", 400);

        assertThat(inForce().path("types").path("demo.echo").asText()).isEqualTo("round_robin");
    }

    @Test
    void whatWasLearnedOfTheWorkersIsTold() {
        assertThat(api.ended(api.echo("to learn from")).path("status").asText())
                .isEqualTo("completed");

        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(
                        () -> {
                            JsonNode first = learned().path("items").path(0);
                            assertThat(first.path("attempts").asDouble()).isPositive();
                            assertThat(first.path("success_rate").asDouble()).isBetween(0.0, 1.0);
                        });
    }

    private JsonNode learned() {
        return api.request()
                .get("/api/v1/scheduling/quality?type=demo.echo")
                .then()
                .statusCode(200)
                .extract()
                .as(JsonNode.class);
    }

    private JsonNode inForce() {
        return api.request().get(STRATEGY).then().statusCode(200).extract().as(JsonNode.class);
    }

    private void choose(String choice, int status) {
        api.sending(choice).put(STRATEGY).then().statusCode(status);
    }
}
