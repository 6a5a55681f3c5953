package dev.minion.coordinator.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import dev.minion.contracts.messages.DeliveryStatus;
import dev.minion.contracts.messages.ListMessagesRequest;
import dev.minion.coordinator.doubles.MessagesDouble;
import io.quarkus.grpc.GrpcService;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class MessageApiTest {

    @Inject @GrpcService MessagesDouble messages;

    /** Tests do not see each other's messages. */
    private final String namespace = "n-" + UUID.randomUUID();

    private RequestSpecification call() {
        return given().contentType("application/json").header("Minion-Namespace", namespace);
    }

    private ValidatableResponse send(String body) {
        return call().body(body).post("/api/v1/messages").then();
    }

    private String sent(String agent) {
        return send("{\"sender\":\"planner\",\"to\":{\"agent\":\"%s\"},\"body\":[1]}"
                        .formatted(agent))
                .statusCode(201)
                .extract()
                .path("id");
    }

    private ValidatableResponse inbox(String agent) {
        return call().get("/api/v1/agents/" + agent + "/inbox").then();
    }

    private ValidatableResponse acknowledge(String agent, String id, String body) {
        return call().body(body).post("/api/v1/agents/" + agent + "/inbox/" + id + "/ack").then();
    }

    @Test
    void aMessageGoesFromItsSenderToItsReader() {
        String first = sent("w-1");
        String id =
                send("""
                     {"sender": "planner", "to": {"agent": "w-1"}, "conversation": "chapter 3",
                      "correlation_id": "q-1", "reply_to": "%s", "kind": "question",
                      "body": {"text": "why?"}, "ttl": "1h"}
                     """
                                .formatted(first))
                        .statusCode(201)
                        .header("Location", startsWith("/api/v1/messages/"))
                        .body("to.agent", equalTo("w-1"))
                        .body("conversation", equalTo("chapter 3"))
                        .body("correlation_id", equalTo("q-1"))
                        .body("reply_to", equalTo(first))
                        .body("body.text", equalTo("why?"))
                        .body("by_status.sent", equalTo(1))
                        .body("deliveries[0].status", equalTo("sent"))
                        .extract()
                        .path("id");

        inbox("w-1")
                .statusCode(200)
                .body("items.id", contains(first, id))
                .body("items[1].deliveries.status", contains("delivered"))
                .body("next_cursor", nullValue());
        acknowledge("w-1", first, "{\"status\":\"read\"}")
                .statusCode(200)
                .body("agent", equalTo("w-1"))
                .body("status", equalTo("read"))
                .body("ended_at", notNullValue());
        inbox("w-1").body("items.id", contains(id));
        call().get("/api/v1/messages/" + first)
                .then()
                .statusCode(200)
                .body("deliveries[0].status", equalTo("read"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"role", "capability"})
    void aBroadcastNamesItsRecipients(String kind) {
        send("{\"sender\":\"s\",\"to\":{\"%s\":\"x\"},\"body\":null}".formatted(kind))
                .statusCode(422)
                .body("errors.pointer", contains("/body"));
        send("{\"sender\":\"s\",\"to\":{\"%s\":\"x\"},\"body\":0}".formatted(kind))
                .statusCode(201)
                .body("to." + kind, equalTo("x"))
                .body("recipients", equalTo(2))
                .body("deliveries.agent", contains("x-1", "x-2"));
        send("{\"sender\":\"s\",\"to\":{\"%s\":\"nobody\"},\"body\":0}".formatted(kind))
                .statusCode(409)
                .body("code", equalTo("no-recipients"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | /sender",
                "{} | /to",
                "{} | /body",
                "{'sender':'','to':{'agent':'a'},'body':1} | /sender",
                "{'sender':'s','to':{},'body':1} | /to",
                "{'sender':'s','to':'a','body':1} | /to",
                "{'sender':'s','to':{'agent':'a','role':'r'},'body':1} | /to",
                "{'sender':'s','to':{'team':'a'},'body':1} | /to/team",
                "{'sender':'s','to':{'agent':'a\\u0000'},'body':1} | /to/agent",
                "{'sender':'s','to':{'agent':'a'},'body':{'x':'\\u0000'}} | /body",
                "{'sender':'s','to':{'agent':'a'},'body':1,'reply_to':'x'} | /reply_to",
                "{'sender':'s','to':{'agent':'a'},'body':1,'ttl':'31d'} | /ttl",
                "{'sender':'s','to':{'agent':'a'},'body':1,'ttl':5} | /ttl",
                "{'sender':'s','to':{'agent':'a'},'body':1,'subject':'x'} | /subject"
            })
    void whatIsWrongIsNamedWithItsPlace(String body, String pointer) {
        send(body.replace('\'', '"')).statusCode(422).body("errors.pointer", hasItem(pointer));
        call().get("/api/v1/messages").then().body("items", empty());
    }

    @Test
    void aBodyOfMoreThan64KibibytesIsTooLarge() {
        String large = "\"" + "x".repeat(64 << 10) + "\"";

        send("{\"sender\":\"s\",\"to\":{\"agent\":\"a\"},\"body\":%s}".formatted(large))
                .statusCode(413)
                .body("code", equalTo("payload-too-large"))
                .body("errors.pointer", contains("/body"));
    }

    @Test
    void oneKeyMeansOneMessage() {
        String body = "{\"sender\":\"s\",\"to\":{\"agent\":\"a\"},\"body\":1}";
        String first =
                call().header("Idempotency-Key", "k")
                        .body(body)
                        .post("/api/v1/messages")
                        .then()
                        .statusCode(201)
                        .header("Idempotency-Replayed", nullValue())
                        .extract()
                        .path("id");

        call().header("Idempotency-Key", "k")
                .body(body)
                .post("/api/v1/messages")
                .then()
                .statusCode(201)
                .header("Idempotency-Replayed", equalTo("true"))
                .body("id", equalTo(first));
        call().header("Idempotency-Key", "k")
                .body(body.replace('1', '2'))
                .post("/api/v1/messages")
                .then()
                .statusCode(409)
                .body("code", equalTo("idempotency-conflict"));
    }

    @Test
    void anAnswerThatIsLostDoesNotSendTwice() {
        messages.loseAnswers(1);

        String id = sent("a");

        inbox("a").body("items.id", contains(id));
    }

    @Test
    void aDeliveryEndsOnce() {
        String id = sent("a");
        acknowledge("a", id, "{\"status\":\"failed\",\"reason\":\"no such chapter\"}")
                .statusCode(200)
                .body("reason", equalTo("no such chapter"));

        acknowledge("a", id, "{\"status\":\"failed\"}")
                .statusCode(200)
                .body("reason", equalTo("no such chapter"));
        acknowledge("a", id, "{\"status\":\"read\"}")
                .statusCode(409)
                .body("code", equalTo("illegal-transition"));
        inbox("a").body("items", empty());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | /status",
                "{'status':'delivered'} | /status",
                "{'status':1} | /status",
                "{'status':'read','reason':'x'} | /reason",
                "{'status':'read','note':'x'} | /note"
            })
    void aWrongAcknowledgementChangesNothing(String body, String pointer) {
        String id = sent("a");

        acknowledge("a", id, body.replace('\'', '"'))
                .statusCode(422)
                .body("errors.pointer", contains(pointer));

        inbox("a").body("items", hasSize(1));
    }

    @Test
    void whatIsNotThereIsNotFound() {
        String unknown = UUID.randomUUID().toString();
        call().get("/api/v1/messages/" + unknown)
                .then()
                .statusCode(404)
                .body("code", equalTo("message-not-found"));
        acknowledge("a", unknown, "{\"status\":\"read\"}").statusCode(404);
        acknowledge("a", "x", "{\"status\":\"read\"}").statusCode(400);
        call().get("/api/v1/messages/x").then().statusCode(400);
        given().header("Minion-Namespace", "another")
                .get("/api/v1/messages/" + sent("a"))
                .then()
                .statusCode(404);
    }

    @Test
    void theHistoryIsAskedForAsTheClientWants() {
        sent("a");
        sent("b");

        call().get(
                        "/api/v1/messages?conversation=c&correlation_id=x&sender=s&agent=a&status=sent"
                                + "&status=read&created_after=2026-01-01T00:00:00Z"
                                + "&created_before=2027-01-01T00:00:00Z&sort=created_at&limit=1")
                .then()
                .statusCode(200)
                .body("items", hasSize(1))
                .body("items[0].by_status.sent", equalTo(1))
                .body("next_cursor", equalTo("next"));

        ListMessagesRequest asked = messages.lastList();
        assertThat(asked.getConversation()).isEqualTo("c");
        assertThat(asked.getCorrelationId()).isEqualTo("x");
        assertThat(asked.getSender()).isEqualTo("s");
        assertThat(asked.getAgent()).isEqualTo("a");
        assertThat(asked.getStatusesList())
                .containsExactly(DeliveryStatus.SENT, DeliveryStatus.READ);
        assertThat(asked.getCreatedAfterUs()).isPositive().isLessThan(asked.getCreatedBeforeUs());
        assertThat(asked.getOldestFirst()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/messages?status=lost",
                "/messages?sort=sender",
                "/messages?limit=1001",
                "/messages?cursor=bad",
                "/messages?subject=x",
                "/agents/a/inbox?limit=101",
                "/agents/a/inbox?wait=61s",
                "/agents/a/inbox?wait=soon",
                "/agents/a/inbox?cursor=x"
            })
    void aWrongParameterIsAProblem(String path) {
        call().get("/api/v1" + path).then().statusCode(400);
    }

    @Test
    void anAgentsNameHasABound() {
        inbox("a".repeat(201)).statusCode(400).body("code", equalTo("bad-parameter"));
        inbox("a".repeat(200)).statusCode(200).body("items", empty());
    }
}
