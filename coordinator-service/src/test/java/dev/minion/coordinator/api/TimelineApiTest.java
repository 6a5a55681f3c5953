package dev.minion.coordinator.api;

import static dev.minion.coordinator.api.Client.get;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import dev.minion.contracts.Ids;
import dev.minion.contracts.ledger.Timeline;
import dev.minion.contracts.ledger.Transition;
import dev.minion.contracts.tasks.TaskStatus;
import dev.minion.coordinator.doubles.TaskHistoryDouble;
import io.quarkus.grpc.GrpcService;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
class TimelineApiTest {

    @Inject @GrpcService TaskHistoryDouble history;

    @Test
    void aTimelineTellsEachStepWithItsReason() {
        UUID task = UUID.randomUUID();
        history.timeline(
                Ids.toBytes(task),
                Timeline.newBuilder()
                        .addTransitions(
                                Transition.newBuilder().setAtUs(1_000_000).setTo(TaskStatus.READY))
                        .addTransitions(
                                Transition.newBuilder()
                                        .setAtUs(1_000_001)
                                        .setFrom(TaskStatus.READY)
                                        .setTo(TaskStatus.DEAD)
                                        .setAttempt(2)
                                        .setWorker("w1")
                                        .setCode("flaky")
                                        .setReason("said no"))
                        .build());

        get("/" + task + "/timeline")
                .statusCode(200)
                .body("items.to", contains("ready", "dead"))
                .body("items[0].at", equalTo("1970-01-01T00:00:01.000000Z"))
                .body("items[0].from", nullValue())
                .body("items[0].worker", nullValue())
                .body("items[1].from", equalTo("ready"))
                .body("items[1].attempt", equalTo(2))
                .body("items[1].worker", equalTo("w1"))
                .body("items[1].code", equalTo("flaky"))
                .body("items[1].reason", equalTo("said no"))
                .body("truncated", equalTo(false));
    }

    @Test
    void whatIsNotThereHasNone() {
        get("/" + UUID.randomUUID() + "/timeline")
                .statusCode(404)
                .body("code", equalTo("task-not-found"));
    }

    @Test
    void parametersAndBadIdsAreRefused() {
        get("/" + UUID.randomUUID() + "/timeline?limit=1")
                .statusCode(400)
                .body("code", equalTo("bad-parameter"));
        get("/seven/timeline").statusCode(400).body("code", equalTo("bad-parameter"));
    }
}
