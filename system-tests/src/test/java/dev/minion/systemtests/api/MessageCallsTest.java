package dev.minion.systemtests.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.minion.systemtests.suite.SharedStack;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Agents write to each other, over two coordinators and through the loss of the ledger. */
class MessageCallsTest {

    private static final String MESSAGES = "/api/v1/messages";
    private static final String READ = "{\"status\": \"read\"}";

    private static final int SENDERS = 4;
    private static final int EACH = 50;
    private static final Duration SOON = Duration.ofSeconds(60);

    /** A lost record would be made up for after ten seconds; a wake-up takes less. */
    private static final Duration WOKEN = Duration.ofSeconds(5);

    private final Api api = new Api();
    private final String planner = "planner-" + UUID.randomUUID();
    private final String writer = "writer-" + UUID.randomUUID();

    @Test
    void twoAgentsAtTwoCoordinatorsConverse() {
        String second = SharedStack.urlOf(SharedStack.get().secondCoordinator());
        awaitWoken(second);
        CompletableFuture<JsonNode> waits = reads(second, writer);
        JsonNode question = sent(api.sending(message(planner, writer, "conversation", "c")));

        assertThat(waits).succeedsWithin(WOKEN);
        assertThat(ids(waits.resultNow())).containsExactly(id(question));
        acknowledged(writer, question);
        JsonNode answer =
                sent(
                        api.sending(message(writer, planner, "reply_to", id(question)))
                                .baseUri(second));

        assertThat(ids(inbox(planner))).containsExactly(id(answer));
        acknowledged(planner, answer);
        JsonNode history = get(MESSAGES + "?conversation=c&sort=created_at");
        assertThat(ids(history)).containsExactly(id(question), id(answer));
        assertThat(history.path("items").findValuesAsText("position")).containsExactly("1", "2");
        assertThat(history.path("items").get(1).path("by_status").path("read").asInt())
                .isEqualTo(1);
    }

    /** The first who waits there makes it listen; until it does, it looks every ten seconds. */
    private void awaitWoken(String coordinator) {
        await().atMost(SOON)
                .until(
                        () -> {
                            String reader = "reader-" + UUID.randomUUID();
                            CompletableFuture<JsonNode> waits = reads(coordinator, reader);
                            sent(api.sending(message(planner, reader, "kind", "test")));
                            long from = System.nanoTime();
                            waits.join();
                            return System.nanoTime() - from < WOKEN.toNanos();
                        });
    }

    @Test
    void aBroadcastReachesTheWorkersThatCanDoAType() {
        String body =
                "{\"sender\": \"%s\", \"to\": {\"capability\": \"demo.echo\"}, \"body\": 1}"
                        .formatted(planner);
        // The registry is written every few seconds.
        await().atMost(Duration.ofSeconds(30))
                .until(() -> api.sending(body).post(MESSAGES).statusCode() == 201);

        JsonNode message = sent(api.sending(body));

        String worker = message.path("deliveries").get(0).path("agent").asText();
        assertThat(message.path("recipients").asInt()).isPositive();
        assertThat(ids(inbox(worker))).contains(id(message));
        assertThat(get("/api/v1/workers").path("items").findValuesAsText("id")).contains(worker);
        api.sending(body.replace("demo.echo", "nobody.can-this"))
                .post(MESSAGES)
                .then()
                .statusCode(409);
    }

    @Test
    void nothingIsLostDoubledOrOutOfOrderWhenTheLedgerIsKilledAmongTheSenders() {
        AtomicInteger answered = new AtomicInteger();
        List<CompletableFuture<List<String>>> senders =
                IntStream.range(0, SENDERS)
                        .mapToObj(s -> CompletableFuture.supplyAsync(() -> sends(s, answered)))
                        .toList();
        await().atMost(SOON).until(() -> answered.get() > SENDERS * EACH / 4);

        SharedStack.get().component("ledger").kill();
        SharedStack.get();

        List<String> sent = new ArrayList<>();
        for (CompletableFuture<List<String>> sender : senders) {
            assertThat(sender).succeedsWithin(SOON);
            sent.addAll(sender.join());
        }
        JsonNode history = get(MESSAGES + "?conversation=c&sort=created_at&limit=1000");
        assertThat(ids(history)).containsExactlyInAnyOrderElementsOf(sent);
        assertThat(history.path("items").findValuesAsText("position"))
                .isEqualTo(
                        IntStream.rangeClosed(1, sent.size()).mapToObj(String::valueOf).toList());
        assertThat(ids(get("/api/v1/agents/" + writer + "/inbox?limit=100")))
                .isEqualTo(ids(history).subList(0, 100));
    }

    /** Each message has a key, and is sent again until it is answered. */
    private List<String> sends(int sender, AtomicInteger answered) {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < EACH; i++) {
            String key = sender + "-" + i;
            Response answer;
            do {
                answer =
                        api.sending(message(planner, writer, "conversation", "c"))
                                .header("Idempotency-Key", key)
                                .post(MESSAGES);
            } while (answer.statusCode() == 503);
            ids.add(answer.then().statusCode(201).extract().path("id"));
            answered.incrementAndGet();
        }
        return ids;
    }

    @Test
    void whatNobodyComesForExpires() {
        JsonNode message = sent(api.sending(message(planner, writer, "ttl", "1s")));

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(
                        () -> {
                            JsonNode delivery =
                                    get(MESSAGES + "/" + id(message)).path("deliveries").get(0);
                            assertThat(delivery.path("status").asText()).isEqualTo("failed");
                            assertThat(delivery.path("reason").asText()).isEqualTo("expired");
                        });
        assertThat(ids(inbox(writer))).isEmpty();
        api.sending(READ).post(ack(writer, message)).then().statusCode(409);
    }

    private static String message(String from, String to, String member, String value) {
        return "{\"sender\": \"%s\", \"to\": {\"agent\": \"%s\"}, \"%s\": \"%s\", \"body\": {\"n\": 1}}"
                .formatted(from, to, member, value);
    }

    private static JsonNode sent(RequestSpecification request) {
        return request.post(MESSAGES).then().statusCode(201).extract().as(JsonNode.class);
    }

    private CompletableFuture<JsonNode> reads(String coordinator, String agent) {
        RequestSpecification request = api.request().baseUri(coordinator);
        return CompletableFuture.supplyAsync(
                () -> read(request.get("/api/v1/agents/" + agent + "/inbox?wait=30s")));
    }

    private JsonNode inbox(String agent) {
        return get("/api/v1/agents/" + agent + "/inbox");
    }

    private void acknowledged(String agent, JsonNode message) {
        JsonNode delivery = read(api.sending(READ).post(ack(agent, message)));
        assertThat(delivery.path("status").asText()).isEqualTo("read");
        assertThat(ids(inbox(agent))).isEmpty();
    }

    private JsonNode get(String path) {
        return read(api.request().get(path));
    }

    private static JsonNode read(Response response) {
        return response.then().statusCode(200).extract().as(JsonNode.class);
    }

    private static String ack(String agent, JsonNode message) {
        return "/api/v1/agents/" + agent + "/inbox/" + id(message) + "/ack";
    }

    private static String id(JsonNode message) {
        return message.path("id").asText();
    }

    private static List<String> ids(JsonNode page) {
        return page.path("items").valueStream().map(MessageCallsTest::id).toList();
    }
}
