package dev.minion.systemtests.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.minion.systemtests.suite.SharedStack;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A worker that is to go takes no new work, and the others do it. */
class DrainTest {

    private static final int ECHOES = 20;

    private final Api api = new Api();

    @Test
    void aDrainedWorkerTakesNoNewWork() {
        SharedStack.get().secondWorker();
        await().atMost(Duration.ofSeconds(30)).until(() -> second("healthy").isPresent());
        String id = second("healthy").orElseThrow().path("id").asText();

        api.request().post("/api/v1/workers/" + id + "/drain").then().statusCode(202);

        await().atMost(Duration.ofSeconds(30)).until(() -> second("draining").isPresent());
        for (int i = 0; i < ECHOES; i++) {
            assertThat(api.ended(api.echo("after the drain")).path("assigned_to").asText())
                    .isNotEqualTo(id);
        }
    }

    private Optional<JsonNode> second(String status) {
        return api.request()
                .get("/api/v1/workers")
                .then()
                .statusCode(200)
                .extract()
                .as(JsonNode.class)
                .path("items")
                .valueStream()
                .filter(worker -> worker.path("name").asText().equals("worker-2"))
                .filter(worker -> worker.path("status").asText().equals(status))
                .findFirst();
    }
}
