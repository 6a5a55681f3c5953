package dev.minion.systemtests.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.minion.systemtests.suite.SharedStack;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two workers with labels of their own, and tasks that say which of them they want. */
class RoutingCallsTest {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String SECOND = "{\"require\": [\"zone = test-2, memory_gb > 32\"]}";

    private final Api api = new Api();

    @BeforeEach
    void bothWorkersAreThere() {
        SharedStack.get().secondWorker();
        await().atMost(SOON).until(() -> !worker("worker-2").isMissingNode());
    }

    @Test
    void aTaskRunsWhereItAsksTo() {
        String second = worker("worker-2").path("id").asText();
        String first = worker("worker").path("id").asText();
        assertThat(worker("worker-2").path("labels").path("zone").asText()).isEqualTo("test-2");

        for (int i = 0; i < 5; i++) {
            assertThat(ranOn(SECOND)).isEqualTo(second);
            assertThat(ranOn("{\"require\": [\"zone != test-2\"]}")).isEqualTo(first);
            assertThat(ranOn("{\"worker\": {\"id\": \"worker-2\"}, \"slots\": 2}"))
                    .isEqualTo(second);
            assertThat(ranOn("{\"avoid\": {\"id\": \"" + second + "\"}}")).isEqualTo(first);
            assertThat(ranOn("{\"prefer\": [{\"labels\": \"zone = test-2\", \"weight\": 2}]}"))
                    .isEqualTo(second);
        }
    }

    @Test
    void aTaskThatNobodyMayTakeSaysWhatNobodyGives() {
        String id = submitted("{\"require\": [\"zone = test-2\", \"gpu in (a100, h100)\"]}");

        JsonNode why =
                await().atMost(SOON)
                        .until(() -> why(id), it -> it.path("detail").has("fitting_workers"));

        assertThat(why.path("waiting_for").asText()).isEqualTo("worker");
        assertThat(why.path("detail").path("fitting_workers").asInt()).isZero();
        assertThat(why.path("detail").path("capable_workers").asInt()).isEqualTo(2);
        assertThat(why.path("detail").path("unmet_requirement").asText())
                .isEqualTo("gpu in (a100, h100)");
        assertThat(api.task(id).path("routing").path("require")).hasSize(2);
        api.request().post(Api.TASKS + "/" + id + "/cancel").then().statusCode(200);
    }

    @Test
    void routingThatIsNotClearIsRefusedWithItsPlace() {
        refused("{\"require\": [\"zone = eu\", \"gpu in (\"]}", "/routing/require/1");
        refused("{\"prefer\": [{\"labels\": \"a\", \"weight\": 0}]}", "/routing/prefer/0/weight");
        refused("{\"slots\": 0}", "/routing/slots");
        refused("{\"worker\": {\"mode\": \"require\"}}", "/routing/worker/id");
    }

    private void refused(String routing, String pointer) {
        JsonNode problem =
                api.sending(
                                "{\"name\": \"routed\", \"type\": \"demo.echo\", \"routing\": %s}"
                                        .formatted(routing))
                        .post(Api.TASKS)
                        .then()
                        .statusCode(422)
                        .extract()
                        .as(JsonNode.class);
        assertThat(problem.path("errors").path(0).path("pointer").asText()).isEqualTo(pointer);
    }

    private String ranOn(String routing) {
        JsonNode ended = api.ended(submitted(routing));
        assertThat(ended.path("status").asText()).isEqualTo("completed");
        return ended.path("assigned_to").asText();
    }

    private String submitted(String routing) {
        return api.submit(
                        "{\"name\": \"routed\", \"type\": \"demo.echo\", \"routing\": %s}"
                                .formatted(routing))
                .path("id");
    }

    private JsonNode why(String id) {
        return api.request()
                .get(Api.TASKS + "/" + id + "/why")
                .then()
                .statusCode(200)
                .extract()
                .as(JsonNode.class);
    }

    private JsonNode worker(String name) {
        return api.request()
                .get("/api/v1/workers")
                .then()
                .statusCode(200)
                .extract()
                .as(JsonNode.class)
                .path("items")
                .valueStream()
                .filter(worker -> worker.path("name").asText().equals(name))
                .filter(worker -> worker.path("status").asText().equals("healthy"))
                .findFirst()
                .orElse(MissingNode.getInstance());
    }
}
