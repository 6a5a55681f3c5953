package dev.minion.systemtests.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.minion.localstack.LocalServer;
import dev.minion.localstack.stack.ServiceProcess;
import dev.minion.systemtests.suite.Report;
import dev.minion.systemtests.suite.SharedStack;
import io.restassured.RestAssured;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pauses of more than a task, by hand and by rule. */
class PauseCallsTest {

    private static final String PAUSES = "/api/v1/pauses";
    private static final String RULES = "/api/v1/pause-rules";
    private static final Duration SOON = Duration.ofSeconds(20);

    private final SharedStack suite = SharedStack.get();
    private final String namespace = "paused-" + UUID.randomUUID();
    private final Api api = new Api(namespace);
    private final List<String> pauses = new ArrayList<>();
    private final List<String> rules = new ArrayList<>();

    @AfterEach
    void letEverythingGoOn() {
        pauses.forEach(this::end);
        rules.forEach(id -> api.request().delete(RULES + "/" + id).then().statusCode(200));
    }

    private String pause(String what) {
        String id = api.sending(what).post(PAUSES).then().statusCode(201).extract().path("id");
        pauses.add(id);
        return id;
    }

    private void end(String id) {
        api.request().delete(PAUSES + "/" + id).then().statusCode(200).body("id", equalTo(id));
    }

    private JsonNode inForce() {
        return api.request().get(PAUSES).then().statusCode(200).extract().as(JsonNode.class);
    }

    private static List<String> tasks(Api of, int count) {
        return IntStream.range(0, count).mapToObj(i -> of.echo("task " + i)).toList();
    }

    private int notReady(List<String> ids) {
        return (int)
                ids.stream()
                        .filter(id -> !api.task(id).path("status").asText().equals("ready"))
                        .count();
    }

    private static void completeOnce(Api of, List<String> ids) {
        assertThat(ids)
                .allSatisfy(
                        id -> {
                            JsonNode task = of.ended(id);
                            assertThat(task.path("status").asText()).isEqualTo("completed");
                            assertThat(task.path("attempt").asInt()).isEqualTo(1);
                        });
    }

    @Test
    void aNamespaceWaitsThroughTheDeathOfTheCoordinatorWhileOthersGoOn() {
        String id =
                pause(
                        "{\"namespace\": \"%s\", \"unknown\": true, \"reason\": \"a release\"}"
                                .formatted(namespace));
        Api other = new Api();
        List<String> waiting = tasks(api, 20);
        completeOnce(other, tasks(other, 20));

        api.request()
                .get(Api.TASKS + "/" + waiting.getFirst() + "/why")
                .then()
                .statusCode(200)
                .body("waiting_for", equalTo("paused"))
                .body("detail.pause.id", equalTo(id))
                .body("detail.pause.reason", equalTo("a release"));
        LocalServer coordinator = suite.component("coordinator");
        coordinator.kill();
        coordinator.start();
        coordinator.ready(Duration.ofSeconds(60));
        SharedStack.awaitWork(suite.url());
        completeOnce(other, tasks(other, 20));
        assertThat(notReady(waiting)).isZero();

        end(id);

        completeOnce(api, waiting);
    }

    @Test
    void aKeyWaitsAtACoordinatorThatWasNotAskedWithinASecond() {
        String task =
                "{\"name\": \"n\", \"type\": \"demo.echo\", \"flow\": {\"key\": \"customer\"}}";
        ServiceProcess second = suite.secondCoordinator();
        SharedStack.awaitWork(SharedStack.urlOf(second));
        api.ended(api.submit(task).path("id"));
        String id = pause("{\"key\": \"customer\", \"unknown\": true}");
        long paused = System.nanoTime();
        await().atMost(SOON)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> pausesKnownTo(second) == 1);
        Report.line(
                "pauses",
                "known to the other coordinator after %.2f s",
                Report.secondsSince(paused));

        List<String> waiting =
                IntStream.range(0, 10).mapToObj(_ -> api.submit(task).<String>path("id")).toList();
        completeOnce(api, tasks(api, 10));
        assertThat(notReady(waiting)).isZero();
        assertThat(
                        api.request()
                                .get("/api/v1/queues")
                                .then()
                                .statusCode(200)
                                .extract()
                                .<Boolean>path("items.find { it.key == 'customer' }.paused"))
                .isTrue();
        end(id);

        completeOnce(api, waiting);
    }

    @Test
    void aPauseEndsByItselfAndIsToldOfAfterwards() {
        String id =
                pause(
                        "{\"namespace\": \"%s\", \"unknown\": true, \"for\": \"2s\"}"
                                .formatted(namespace));
        api.sending("{\"namespace\": \"%s\", \"unknown\": true}".formatted(namespace))
                .post(PAUSES)
                .then()
                .statusCode(200)
                .body("id", equalTo(id));
        String task = api.echo("n");

        completeOnce(api, List.of(task));
        api.request()
                .get(PAUSES + "?ended=true")
                .then()
                .statusCode(200)
                .body("items.find { it.id == '%s' }.scope".formatted(id), equalTo("namespace"));
        assertThat(inForce().findValuesAsText("id")).doesNotContain(id);
    }

    @Test
    void whatFailsTooOftenPausesByItself() {
        String rule =
                api.sending(
                                """
                                {"namespace": "%s", "unknown": true, "error_rate": 0.5,
                                 "min_attempts": 10, "window": "1m", "pause": "2s"}
                                """
                                        .formatted(namespace))
                        .post(RULES)
                        .then()
                        .statusCode(201)
                        .body("pause", equalTo("2s"))
                        .extract()
                        .path("id");
        rules.add(rule);
        api.request()
                .get(RULES)
                .then()
                .statusCode(200)
                .body("items.find { it.id == '%s' }.error_rate".formatted(rule), equalTo(0.5f));

        // Coordinators hear of the rule within a second, and count from then on.
        await().atMost(SOON)
                .pollInterval(Duration.ofMillis(200))
                .until(
                        () -> {
                            fail();
                            return ended().findValuesAsText("rule_id").contains(rule);
                        });

        completeOnce(api, tasks(api, 1));
    }

    private void fail() {
        for (int i = 0; i < 4; i++) {
            api.submit(
                    """
                    {"name": "fails", "type": "http.call", "retry": {"max_attempts": 1},
                     "input": {"url": "http://127.0.0.1:%d/nothing-listens"}}
                    """
                            .formatted(SharedStack.WITNESS));
        }
    }

    /** By its gauge. */
    private static int pausesKnownTo(ServiceProcess coordinator) {
        String metrics =
                RestAssured.get(
                                "http://127.0.0.1:%d/q/metrics"
                                        .formatted(coordinator.ports().management()))
                        .asString();
        return metrics.lines()
                .filter(line -> line.startsWith("minion_coordinator_pauses"))
                .mapToInt(line -> (int) Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    private JsonNode ended() {
        return api.request()
                .get(PAUSES + "?ended=true")
                .then()
                .statusCode(200)
                .extract()
                .as(JsonNode.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "pauses | {'type': 'no.such-type'} | nothing-to-pause | /type",
                "pauses | {'namespace': 'no-such-namespace'} | nothing-to-pause | /namespace",
                "pauses | {} | validation-failed | ",
                "pauses | {'type': 'demo.echo', 'everything': true} | validation-failed | ",
                "pauses | {'type': 'demo.echo', 'for': '0s'} | validation-failed | /for",
                "pauses | {'typ': 'demo.echo'} | unknown-field | /typ",
                "pause-rules | {'type': 'demo.echo'} | validation-failed | /error_rate",
                "pause-rules | {'type': 'demo.echo', 'error_rate': 0} | validation-failed | /error_rate",
                "pause-rules | {'type': 'demo.echo', 'error_rate': 1.5} | validation-failed | /error_rate",
                "pause-rules | {'type': 'demo.echo', 'error_rate': 0.5, 'window': '2h'} | validation-failed | /window",
                "pause-rules | {'each': 'colour', 'error_rate': 0.5} | validation-failed | /each",
            })
    void whatSaysNothingClearIsRefusedAndPausesNothing(
            String what, String body, String code, String pointer) {
        Set<String> before = Set.copyOf(inForce().findValuesAsText("id"));

        JsonNode problem =
                api.sending(body.replace('\'', '"'))
                        .post("/api/v1/" + what)
                        .then()
                        .statusCode(422)
                        .body("code", equalTo(code))
                        .extract()
                        .as(JsonNode.class);

        if (pointer != null) {
            assertThat(problem.path("errors").findValuesAsText("pointer")).contains(pointer);
        }
        assertThat(Set.copyOf(inForce().findValuesAsText("id"))).isEqualTo(before);
    }

    @Test
    void whatIsNotThereIsNotEnded() {
        String nobodys = "/01a1fc11-c2cb-7000-b84a-b8e49cd587af";

        api.request()
                .delete(PAUSES + nobodys)
                .then()
                .statusCode(404)
                .body("code", equalTo("pause-not-found"));
        api.request()
                .delete(RULES + nobodys)
                .then()
                .statusCode(404)
                .body("code", equalTo("pause-rule-not-found"));
        api.request().get(PAUSES + "?limit=1").then().statusCode(200).body("detail", nullValue());
    }
}
