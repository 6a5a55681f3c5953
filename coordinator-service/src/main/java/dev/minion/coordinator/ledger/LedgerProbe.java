package dev.minion.coordinator.ledger;

import dev.minion.contracts.ledger.GetTasksRequest;
import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready means: the ledger answers, so that work can be accepted. Kafka is not asked, since a
 * submission is safe without it, nor dedup, which only saves work.
 */
@Readiness
@ApplicationScoped
class LedgerProbe implements AsyncHealthCheck {

    private static final String NAME = "ledger answers";

    private final LedgerCalls ledger;

    LedgerProbe(LedgerCalls ledger) {
        this.ledger = ledger;
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        if (ledger.answeredLately()) {
            return Uni.createFrom().item(HealthCheckResponse.up(NAME));
        }
        return ledger.once(stub -> stub.getTasks(GetTasksRequest.getDefaultInstance()))
                .map(_ -> HealthCheckResponse.up(NAME))
                .onFailure()
                .recoverWithItem(HealthCheckResponse.down(NAME));
    }
}
