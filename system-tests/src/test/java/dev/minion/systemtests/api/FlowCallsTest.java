package dev.minion.systemtests.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Keys with limits, through the interface. */
class FlowCallsTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    private final Api api = new Api();

    private static String task(String flow, String duration) {
        return """
        {"name": "limited", "type": "demo.sleep", "input": {"duration": "%s"}, "flow": {%s}}
        """
                .formatted(duration, flow);
    }

    private String submit(String flow, String duration) {
        return api.submit(task(flow, duration)).path("id");
    }

    private JsonNode why(String id) {
        return api.request()
                .get("/api/v1/tasks/" + id + "/why")
                .then()
                .statusCode(200)
                .extract()
                .as(JsonNode.class);
    }

    private JsonNode queue(String key) {
        JsonNode page =
                api.request()
                        .get("/api/v1/queues?limit=200")
                        .then()
                        .statusCode(200)
                        .extract()
                        .as(JsonNode.class);
        return page.path("items")
                .valueStream()
                .filter(each -> each.path("key").asText().equals(key))
                .findFirst()
                .orElse(MissingNode.getInstance());
    }

    @Test
    void whatWaitsForItsKeySaysSoAndGoesOnWhenItMay() {
        String flow = "\"key\": \"one\", \"concurrency\": 1";
        String first = submit(flow, "2s");
        await().atMost(SOON).until(() -> !api.task(first).path("status").asText().equals("ready"));
        String second = submit(flow, "10ms");

        JsonNode why = why(second);
        assertThat(why.path("waiting_for").asText()).isEqualTo("concurrency");
        assertThat(why.path("detail").path("flow").path("concurrency").asInt()).isEqualTo(1);
        JsonNode queue = queue("one");
        assertThat(queue.path("queued").asInt()).isEqualTo(1);
        assertThat(queue.path("running").asInt()).isEqualTo(1);

        assertThat(api.ended(first).path("status").asText()).isEqualTo("completed");
        JsonNode ended = api.ended(second);
        assertThat(ended.path("status").asText()).isEqualTo("completed");
        assertThat(ended.path("started_at").asText())
                .isGreaterThanOrEqualTo(api.task(first).path("completed_at").asText());
        assertThat(ended.path("flow").path("key").asText()).isEqualTo("one");
    }

    @Test
    void aRateHoldsWhatExceedsIt() {
        String flow = "\"key\": \"rate\", \"rate\": {\"limit\": 2, \"per\": \"1h\"}";
        assertThat(api.ended(submit(flow, "1ms")).path("status").asText()).isEqualTo("completed");
        assertThat(api.ended(submit(flow, "1ms")).path("status").asText()).isEqualTo("completed");

        String third = submit(flow, "1ms");

        await().atMost(SOON).until(() -> why(third).path("waiting_for").asText().equals("rate"));
        api.request().get("/api/v1/queues?limit=0").then().statusCode(400);
        api.request().post("/api/v1/tasks/" + third + "/cancel").then().statusCode(200);
    }

    @Test
    void whatExceedsIsRejectedOrCancelledAsTheKeySays() {
        String rejecting = "\"key\": \"strict\", \"concurrency\": 1, \"on_excess\": \"reject\"";
        String running = submit(rejecting, "2s");
        api.sending(task(rejecting, "1ms"))
                .post("/api/v1/tasks")
                .then()
                .statusCode(429)
                .body("code", equalTo("limit-exceeded"))
                .body("errors[0].pointer", equalTo("/flow/key"));

        String oldest = "\"key\": \"latest\", \"concurrency\": 1, \"on_excess\": \"cancel_oldest\"";
        String superseded = submit(oldest, "30s");
        await().atMost(SOON)
                .until(() -> !api.task(superseded).path("status").asText().equals("ready"));
        String latest = submit(oldest, "1ms");
        assertThat(api.ended(superseded).path("status").asText()).isEqualTo("cancelled");
        assertThat(api.ended(latest).path("status").asText()).isEqualTo("completed");

        String newest = "\"key\": \"first\", \"concurrency\": 1, \"on_excess\": \"cancel_newest\"";
        String first = submit(newest, "2s");
        await().atMost(SOON).until(() -> !api.task(first).path("status").asText().equals("ready"));
        assertThat(api.ended(submit(newest, "1ms")).path("status").asText()).isEqualTo("cancelled");
        assertThat(api.ended(first).path("status").asText()).isEqualTo("completed");
        assertThat(api.ended(running).path("status").asText()).isEqualTo("completed");
    }
}
