package dev.minion.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Pauses of more than a task, and the rules for them. */
class PauseCommandsTest extends CommandTest {

    private static final String OF_TYPE =
            """
            {"id": "p1", "scope": "type", "type": "http.call", "namespace": null, "key": null,
             "reason": "maintenance", "rule_id": null, "began_at": "2026-12-01T00:00:00.000000Z",
             "until": "2026-12-01T00:10:00.000000Z", "ended_at": null}
            """;

    private static final String OF_KEY =
            """
            {"id": "p2", "scope": "key", "type": null, "namespace": "default", "key": "k",
             "reason": "half of 20 failed", "rule_id": "r1", "began_at": "2026-12-01T00:00:00.000000Z",
             "until": null, "ended_at": null}
            """;

    private static final String RULE =
            """
            {"id": "r1", "scope": "key", "each": "key", "type": null, "namespace": "web", "key": null,
             "error_rate": 0.5, "min_attempts": 20, "window": "1m", "pause": null}
            """;

    @Test
    void aTypeIsPausedForSomeTime() {
        coordinator.answerNext(201, OF_TYPE);

        assertThat(
                        minion(
                                "pause",
                                "--type",
                                "http.call",
                                "--for",
                                "10m",
                                "--reason",
                                "maintenance",
                                "--unknown"))
                .isZero();

        assertThat(coordinator.requests).containsExactly("POST /api/v1/pauses");
        assertThat(coordinator.bodies)
                .containsExactly(
                        "{\"type\":\"http.call\",\"for\":\"10m\",\"reason\":\"maintenance\","
                                + "\"unknown\":true}");
        assertThat(out()).isEqualTo("type http.call is paused until 2026-12-01T00:10:00.000000Z\n");
    }

    @Test
    void aKeyIsPausedAndGoesOn() {
        coordinator.answerNext(201, OF_KEY);
        coordinator.answerNext(200, "{\"items\": [" + OF_TYPE + ", " + OF_KEY + "]}");
        coordinator.answerNext(200, OF_KEY);

        assertThat(minion("pause", "--key", "k", "--reason", "why")).isZero();
        assertThat(minion("resume", "--key", "k")).isZero();

        assertThat(coordinator.requests)
                .containsExactly(
                        "POST /api/v1/pauses",
                        "GET /api/v1/pauses?limit=1000",
                        "DELETE /api/v1/pauses/p2");
        assertThat(coordinator.bodies.getFirst()).isEqualTo("{\"key\":\"k\",\"reason\":\"why\"}");
        assertThat(out())
                .isEqualTo(
                        "key k of default is paused until somebody ends it\nkey k of default goes on\n");
    }

    @Test
    void idsAndWhatTasksAreOfExcludeEachOther() {
        assertThat(minion("pause", "t1", "--type", "http.call")).isEqualTo(2);
        assertThat(minion("pause", "t1", "--for", "10m")).isEqualTo(2);
        assertThat(minion("resume", "t1", "--everything")).isEqualTo(2);
        assertThat(minion("pause")).isEqualTo(2);
        assertThat(minion("resume")).isEqualTo(2);

        assertThat(coordinator.requests).isEmpty();
    }

    @Test
    void whatIsNotPausedByItselfCannotGoOn() {
        coordinator.answerNext(200, "{\"items\": [" + OF_TYPE + ", " + OF_KEY + "]}");

        assertThat(minion("resume", "--namespace", "default")).isEqualTo(1);

        assertThat(err()).contains("That is not paused.");
    }

    @Test
    void pausesAreListedWithWhatTheyAreOf() {
        coordinator.answerNext(200, "{\"items\": [" + OF_TYPE + ", " + OF_KEY + "]}");

        assertThat(minion("pauses", "--ended")).isZero();

        assertThat(coordinator.requests)
                .containsExactly("GET /api/v1/pauses?limit=1000&ended=true");
        assertThat(out())
                .contains("p1  type http.call    2026-12-01")
                .contains("p2  key k of default  2026-12-01")
                .contains("by rule: half of 20 failed");
    }

    @Test
    void aRuleIsAddedListedAndRemoved() {
        coordinator.answerNext(201, RULE);
        assertThat(
                        minion(
                                "pause-rules",
                                "--add",
                                "--each",
                                "key",
                                "--namespace",
                                "web",
                                "--error-rate",
                                "0.5",
                                "--min-attempts",
                                "30",
                                "--window",
                                "5m",
                                "--pause",
                                "10m"))
                .isZero();
        assertThat(coordinator.bodies)
                .containsExactly(
                        "{\"namespace\":\"web\",\"each\":\"key\",\"error_rate\":0.5,"
                                + "\"min_attempts\":30,\"window\":\"5m\",\"pause\":\"10m\"}");
        assertThat(out())
                .isEqualTo(
                        "each key of web is paused at 50.0 % failing attempts in 1m (rule r1)\n");

        coordinator.answerNext(200, "{\"items\": [" + RULE + "]}");
        assertThat(minion("pause-rules")).isZero();
        assertThat(out()).contains("r1  each key of web  50.0 %  20        1m      -");

        coordinator.answerNext(200, RULE);
        assertThat(minion("pause-rules", "--remove", "r1")).isZero();
        assertThat(coordinator.requests)
                .containsExactly(
                        "POST /api/v1/pause-rules",
                        "GET /api/v1/pause-rules",
                        "DELETE /api/v1/pause-rules/r1");
    }

    @Test
    void whatIsHalfSaidIsWrongUsage() {
        assertThat(minion("resume", "--type", "a", "--for", "1m")).isEqualTo(2);
        assertThat(minion("pause-rules", "--type", "a")).isEqualTo(2);
        assertThat(minion("pause-rules", "--add", "--remove", "r1")).isEqualTo(2);
        assertThat(coordinator.requests).isEmpty();
    }
}
