package dev.minion.coordinator.api;

import static dev.minion.coordinator.api.Client.get;
import static dev.minion.coordinator.api.Client.post;
import static dev.minion.coordinator.api.Client.submit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.startsWith;

import com.google.protobuf.ByteString;
import dev.minion.coordinator.doubles.LedgerDouble;
import dev.minion.coordinator.doubles.TaskBatchesDouble;
import io.grpc.Status;
import io.quarkus.grpc.GrpcService;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

@QuarkusTest
class TaskBatchApiTest {

    private static final String NOBODY = "0199aaaa-0000-7000-8000-000000000000";

    @Inject @GrpcService LedgerDouble ledger;
    @Inject @GrpcService TaskBatchesDouble batches;

    @Test
    void manyTasksAreReadInTheOrderAskedForAndThoseThatAreNotThereSaySo() {
        UUID one = submit("batch.read");
        UUID two = submit("batch.read");

        post("/get", "{\"ids\":[\"%s\",\"%s\",\"%s\",\"x\"]}".formatted(two, NOBODY, one))
                .statusCode(200)
                .body("items", hasSize(4))
                .body("items[0].id", equalTo(two.toString()))
                .body("items[0].status", equalTo("ready"))
                .body("items[1].error.code", equalTo("task-not-found"))
                .body("items[2].id", equalTo(one.toString()))
                .body("items[3].error.code", equalTo("validation-failed"))
                .body("items[3].error.errors[0].pointer", equalTo("/ids/3"))
                .body("found", equalTo(2))
                .body("missing", equalTo(2));
    }

    @Test
    void whatIsNoListOfUpToAThousandItemsIsRefused() {
        String ids =
                Stream.generate(() -> '"' + NOBODY + '"')
                        .limit(1_001)
                        .collect(Collectors.joining(","));
        post("/get", "{\"ids\":[" + ids + "]}")
                .statusCode(413)
                .body("code", equalTo("batch-too-large"));
        post("/update", "{\"updates\":[]}").statusCode(422);
        post("/progress", "{\"records\":{}}").statusCode(422);
        post("/get", "{\"ids\":[],\"more\":1}").statusCode(422);
        post("/update", "[]").statusCode(422);
    }

    @Test
    void tasksTooLargeForOneAnswerAreAskedForAgain() {
        ByteString large = ByteString.copyFromUtf8('"' + "x".repeat(60 << 10) + '"');
        String ids =
                Stream.generate(
                                () -> {
                                    UUID id = submit("batch.large");
                                    ledger.changeSilently(id, task -> task.setInput(large));
                                    return "\"" + id + '"';
                                })
                        .limit(250)
                        .collect(Collectors.joining(","));

        String answer =
                post("/get", "{\"ids\":[" + ids + "]}").statusCode(200).extract().asString();

        assertThat(answer).endsWith(",\"found\":200,\"missing\":50}");
        assertThat(answer.split("\"code\":\"batch-too-large\"", -1)).hasSize(51);
    }

    @Test
    void eachUpdateStandsForItselfAndAllShareACall() {
        UUID one = submit("batch.update");
        UUID two = submit("batch.update");
        int calls = batches.calls().size();

        post(
                        "/update",
                        """
                        {"updates":[
                          {"id":"%1$s","priority":9},
                          {"id":"%2$s","if_version":7,"priority":1},
                          {"id":"%3$s","priority":1},
                          {"id":"%1$s","if_version":2,"description":"second","metadata":{"a":1}},
                          {"id":"%1$s"},
                          {"id":"%1$s","priority":11},
                          {"priority":3},
                          {"id":"%2$s","unknown":1},
                          7]}
                        """
                                .formatted(one, two, NOBODY))
                .statusCode(200)
                .body("items[0].id", equalTo(one.toString()))
                .body("items[0].version", equalTo(2))
                .body("items[0].status", equalTo("ready"))
                .body("items[1].error.code", equalTo("version-mismatch"))
                .body("items[2].error.code", equalTo("task-not-found"))
                .body("items[3].version", equalTo(3))
                .body("items[4].error.detail", startsWith("/updates/4 a patch has at least"))
                .body("items[5].error.errors[0].pointer", equalTo("/updates/5/priority"))
                .body("items[6].error.errors[0].pointer", equalTo("/updates/6/id"))
                .body("items[7].error.code", equalTo("unknown-field"))
                .body("items[8].error.errors[0].pointer", equalTo("/updates/8"))
                .body("accepted", equalTo(2))
                .body("rejected", equalTo(7));

        get("/" + one)
                .body("priority", equalTo(9))
                .body("description", equalTo("second"))
                .body("metadata.a", equalTo(1));
        assertThat(batches.calls().subList(calls, batches.calls().size())).containsExactly(4);
    }

    @Test
    void anUpdateWhoseAnswerWasLostIsFoundDone() {
        UUID id = submit("batch.lost");
        ledger.loseAnswers(1, Status.UNAVAILABLE);

        post(
                        "/update",
                        "{\"updates\":[{\"id\":\"%s\",\"if_version\":1,\"priority\":8}]}"
                                .formatted(id))
                .statusCode(200)
                .body("items[0].version", equalTo(2))
                .body("accepted", equalTo(1));
    }

    @Test
    void progressOfManyIsRecordedEachByItself() {
        UUID one = submit("batch.progress");

        post(
                        "/progress",
                        """
                        {"records":[
                          {"id":"%1$s","percent":10},
                          {"id":"%2$s","percent":10},
                          {"id":"%1$s","percent":20,"message":"on","attempt":1},
                          {"id":"%2$s","percent":20,"attempt":1},
                          {"id":"%1$s","percent":101},
                          {"id":"%1$s"}]}
                        """
                                .formatted(one, NOBODY))
                .statusCode(200)
                .body("items[0].sequence", equalTo(1))
                .body("items[1].error.code", equalTo("task-not-found"))
                .body("items[2].sequence", equalTo(2))
                .body("items[3].error.code", equalTo("task-not-found"))
                .body("items[4].error.errors[0].pointer", equalTo("/records/4/percent"))
                .body("items[5].error.code", equalTo("validation-failed"))
                .body("accepted", equalTo(2))
                .body("rejected", equalTo(4));

        get("/" + one + "/progress/latest").body("message", equalTo("on"));
    }
}
