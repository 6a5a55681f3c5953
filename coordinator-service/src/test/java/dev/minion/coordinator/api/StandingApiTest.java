package dev.minion.coordinator.api;

import static dev.minion.coordinator.api.Client.get;
import static dev.minion.coordinator.api.Client.submit;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import com.google.protobuf.ByteString;
import dev.minion.contracts.ledger.Pause;
import dev.minion.contracts.ledger.PauseScope;
import dev.minion.contracts.ledger.PauseTarget;
import dev.minion.coordinator.doubles.PausesDouble;
import io.quarkus.grpc.GrpcService;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the ledger says is paused, this coordinator obeys and tells. */
@QuarkusTest
class StandingApiTest {

    @Inject @GrpcService PausesDouble standing;

    @AfterEach
    void endAll() {
        standing.pause();
    }

    @Test
    void aTaskThatIsPausedSaysByWhat() {
        UUID id = submit("standing.type");

        standing.pause(
                Pause.newBuilder()
                        .setId(ByteString.copyFrom(new byte[16]))
                        .setTarget(
                                PauseTarget.newBuilder()
                                        .setScope(PauseScope.PAUSE_TYPE)
                                        .setType("standing.type"))
                        .setReason("the shop is closed")
                        .setBeganAtUs(1_000_000)
                        .build());

        await().untilAsserted(() -> get("/" + id + "/why").body("waiting_for", equalTo("paused")));
        get("/" + id + "/why")
                .body("detail.pause.target.scope", equalTo("type"))
                .body("detail.pause.target.type", equalTo("standing.type"))
                .body("detail.pause.reason", equalTo("the shop is closed"))
                .body("detail.pause.since", equalTo("1970-01-01T00:00:01.000000Z"))
                .body("detail.pause.until", nullValue());
        standing.pause();
        await().untilAsserted(() -> get("/" + id + "/why").body("waiting_for", equalTo("worker")));
    }
}
