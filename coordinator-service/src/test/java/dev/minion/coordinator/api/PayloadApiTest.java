package dev.minion.coordinator.api;

import static dev.minion.coordinator.api.Client.get;
import static dev.minion.coordinator.api.Client.post;
import static dev.minion.coordinator.api.Client.submit;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import com.google.protobuf.ByteString;
import dev.minion.contracts.PayloadRef;
import dev.minion.contracts.api.GetRequest;
import dev.minion.contracts.api.Tasks;
import dev.minion.contracts.tasks.Task;
import dev.minion.contracts.tasks.TaskStatus;
import dev.minion.coordinator.doubles.LedgerDouble;
import dev.minion.coordinator.doubles.PayloadsDouble;
import io.quarkus.grpc.GrpcService;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
class PayloadApiTest {

    @Inject @GrpcService LedgerDouble ledger;
    @Inject @GrpcService PayloadsDouble payloads;
    @Inject @GrpcService Tasks tasks;

    private static String json(char what, int bytes) {
        return "\"" + String.valueOf(what).repeat(bytes - 2) + "\"";
    }

    private static PayloadRef ref(String json) {
        return PayloadRef.to(ByteString.copyFromUtf8(json));
    }

    private static String read(UUID id, String part) {
        return get("/" + id + "/" + part)
                .statusCode(200)
                .contentType("application/json")
                .extract()
                .asString();
    }

    @Test
    void aLargeInputIsKeptInChunksAndTheTaskRefersToIt() {
        String input = json('a', 900_000);

        UUID id = submit("demo.echo", "\"input\":" + input);

        get("/" + id)
                .statusCode(200)
                .body("input", nullValue())
                .body("input_ref.size", equalTo(900_000))
                .body("input_ref.hash", equalTo(ref(input).hex()))
                .body("input_ref.href", equalTo("/api/v1/tasks/" + id + "/input"))
                .body("output_ref", nullValue());
        assertThat(payloads.sealed(ref(input).hash()).toStringUtf8()).isEqualTo(input);
        assertThat(read(id, "input")).isEqualTo(input);
    }

    @Test
    void aSmallOneIsReadByItselfAsWell() {
        UUID id = submit("demo.echo", "\"input\":" + json('b', 65_536));
        get("/" + id).body("input", equalTo("b".repeat(65_534))).body("input_ref", nullValue());
        assertThat(read(id, "input")).isEqualTo(json('b', 65_536));
        assertThat(read(id, "output")).isEqualTo("null");
    }

    @Test
    void theSamePayloadIsPutOnceThoughTheLedgerIsAwayNowAndThen() {
        String input = json('c', 600_000);
        payloads.fail(3);
        UUID one = submit("demo.echo", "\"input\":" + input);
        int puts = payloads.puts();
        UUID other = submit("demo.echo", "\"input\":" + input);
        assertThat(payloads.puts()).isEqualTo(puts);
        payloads.fail(1);
        assertThat(read(one, "input")).isEqualTo(input);
        assertThat(read(other, "input")).isEqualTo(input);
    }

    @Test
    void aBatchMayHaveBoth() {
        String large = json('d', 300_000);
        String body =
                "{\"tasks\":[{\"name\":\"s\",\"type\":\"t\",\"input\":7},"
                        + "{\"name\":\"l\",\"type\":\"t\",\"input\":"
                        + large
                        + "}]}";
        var answer = post("/batch", body).statusCode(200).body("accepted", equalTo(2)).extract();
        assertThat(read(UUID.fromString(answer.path("items[0].id")), "input")).isEqualTo("7");
        assertThat(read(UUID.fromString(answer.path("items[1].id")), "input")).isEqualTo(large);
    }

    @Test
    void whatIsAboveTheLimitIsRefusedWithItsPath() {
        post("", "{\"name\":\"l\",\"type\":\"t\",\"input\":" + json('e', 1_048_577) + "}")
                .statusCode(413)
                .body("code", equalTo("payload-too-large"))
                .body("errors[0].pointer", equalTo("/input"));
    }

    @Test
    void aLargeOutputThatSomebodyBringsIsKeptToo() {
        String output = json('f', 500_000);
        UUID id = submit("demo.echo");
        post("/" + id + "/complete", "{\"output\":" + output + "}")
                .statusCode(200)
                .body("output", nullValue())
                .body("output_ref.size", equalTo(500_000));
        assertThat(read(id, "output")).isEqualTo(output);
    }

    @Test
    void aReplayedKeyGivesTheSameTaskAndAnotherPayloadIsAConflict() {
        String first = "{\"name\":\"l\",\"type\":\"t\",\"input\":" + json('g', 200_000) + "}";
        String id = keyed(first).statusCode(201).extract().path("id");
        keyed(first)
                .statusCode(201)
                .header("Idempotency-Replayed", equalTo("true"))
                .body("id", equalTo(id));
        keyed("{\"name\":\"l\",\"type\":\"t\",\"input\":" + json('h', 200_000) + "}")
                .statusCode(409);
    }

    private static io.restassured.response.ValidatableResponse keyed(String body) {
        return given().contentType("application/json")
                .header("Idempotency-Key", "large-payload")
                .body(body)
                .post("/api/v1/tasks")
                .then();
    }

    @Test
    void whatIsNotThereIsToldSo() {
        UUID id = submit("demo.echo");
        ByteString lost = ref(json('i', 100_000)).bytes();
        ledger.change(id, task -> task.setStatus(TaskStatus.COMPLETED).setOutput(lost));
        get("/" + id + "/output").statusCode(410).body("code", equalTo("payload-gone"));
        get("/01900000-0000-7000-8000-000000000001/output").statusCode(404);
        get("/not-an-id/input").statusCode(400);
        given().delete("/api/v1/tasks/" + id + "/output").then().statusCode(405);
    }

    @Test
    void theOtherInterfaceNamesThemToo() {
        String input = json('j', 100_000);
        UUID id = submit("demo.echo", "\"input\":" + input);
        Task task =
                tasks.get(GetRequest.newBuilder().setId(id.toString()).build())
                        .await()
                        .atMost(Duration.ofSeconds(5))
                        .getTask();
        assertThat(task.getInput()).isEmpty();
        assertThat(task.getInputRef().getHash()).isEqualTo(ref(input).hash());
        assertThat(task.getInputRef().getSize()).isEqualTo(100_000);
        assertThat(task.hasOutputRef()).isFalse();
    }
}
