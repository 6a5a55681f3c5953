package dev.minion.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StrategyCommandTest extends CommandTest {

    private static final String STRATEGY = "/api/v1/scheduling/strategy";
    private static final String NOW =
            """
            {"strategy": "round_robin", "types": {"a": "random", "b": "random"}, "weights": {"w": 2.0},
             "source": "api", "version": 7, "store": "connected"}
            """;

    @Test
    void theStrategiesInForceAreShown() {
        coordinator.answerNext(200, NOW.replace("connected", "away"));

        assertThat(minion("strategy")).isZero();

        assertThat(out().lines())
                .containsExactly(
                        "round_robin chooses the workers (api, version 7).",
                        "TYPE  STRATEGY",
                        "a     random",
                        "b     random",
                        "WORKER  WEIGHT",
                        "w       2.0",
                        "The coordinators' store (Redis) does not answer.");
    }

    @Test
    void aChoiceLeavesWhatItDoesNotName() {
        coordinator.answerNext(200, NOW);
        coordinator.answerNext(200, NOW);

        assertThat(
                        minion(
                                "strategy",
                                "capability_best",
                                "--type=a=none",
                                "--type=http.call=latency_based",
                                "--weight=v=0.5"))
                .isZero();

        assertThat(coordinator.requests).containsExactly("GET " + STRATEGY, "PUT " + STRATEGY);
        assertThat(coordinator.bodies.getLast())
                .isEqualTo(
                        "{\"strategy\":\"capability_best\","
                                + "\"types\":{\"b\":\"random\",\"http.call\":\"latency_based\"},"
                                + "\"weights\":{\"w\":2.0,\"v\":0.5}}");
    }

    @Test
    void aWeightThatIsNoNumberIsRefusedByTheCoordinatorWithItsPlace() {
        coordinator.answerNext(200, NOW);
        coordinator.answerNext(
                422,
                """
                {"status": 422, "code": "validation-failed", "detail": "/weights/w must be a number",
                 "errors": [{"pointer": "/weights/w", "detail": "must be a number"}]}
                """);

        assertThat(minion("strategy", "--weight", "w=NaN")).isEqualTo(2);

        assertThat(coordinator.bodies.getLast()).contains("\"w\":\"NaN\"");
        assertThat(err()).contains("/weights/w: must be a number");
    }

    @Test
    void aResetAsksForNothingElse() {
        coordinator.answerNext(200, NOW);

        assertThat(minion("strategy", "--reset", "--json")).isZero();

        assertThat(coordinator.requests).containsExactly("DELETE " + STRATEGY);
        assertThat(minion("strategy", "--reset", "random")).isEqualTo(2);
        assertThat(minion("strategy", "--reset", "--learned")).isEqualTo(2);
    }

    @Test
    void whatWasLearnedIsATable() {
        coordinator.answerNext(
                200,
                """
                {"items": [{"worker": "w1", "type": "a", "attempts": 12.5, "success_rate": 0.96, "run_ms": 41.25,
                  "latency_ms": null}], "next_cursor": "c", "remembered": 2}
                """);
        coordinator.answerNext(
                200,
                """
                {"items": [{"worker": "w2", "type": "a", "attempts": 1, "success_rate": 0, "run_ms": null,
                  "latency_ms": 1003.0}], "next_cursor": null, "remembered": 2}
                """);

        assertThat(minion("strategy", "--learned")).isZero();

        assertThat(coordinator.requests.getLast())
                .isEqualTo("GET /api/v1/scheduling/quality?limit=1000&cursor=c");
        assertThat(out().lines())
                .containsExactly(
                        "WORKER  TYPE  ATTEMPTS  SUCCESS  RUN      LATENCY",
                        "w1      a     12.5      96.0 %   41.3 ms  -",
                        "w2      a     1.0       0.0 %    -        1003.0 ms");
    }
}
