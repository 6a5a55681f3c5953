package dev.minion.coordinator.pause;

import dev.minion.contracts.ledger.GetStandingRequest;
import dev.minion.contracts.ledger.PauseResult;
import dev.minion.contracts.ledger.Pauses;
import dev.minion.contracts.ledger.Standing;
import dev.minion.contracts.ledger.StartPauseRequest;
import io.grpc.Status;
import io.quarkus.grpc.GrpcClient;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;

/** Asks the ledger, once and within its time. */
@ApplicationScoped
class StandingCalls implements StandingSource {

    private final Pauses ledger;
    private final Duration timeout;

    StandingCalls(@GrpcClient("ledger") Pauses ledger, PauseSettings settings) {
        this.ledger = ledger;
        this.timeout = settings.callTimeout();
    }

    /** A ledger that does not know pauses yet has none. */
    @Override
    public Uni<Standing> standing() {
        return ledger.getStanding(GetStandingRequest.getDefaultInstance())
                .ifNoItem()
                .after(timeout)
                .fail()
                .onFailure(StandingCalls::isUnknown)
                .recoverWithItem(Standing.getDefaultInstance());
    }

    private static boolean isUnknown(Throwable failure) {
        return Status.fromThrowable(failure).getCode() == Status.Code.UNIMPLEMENTED;
    }

    @Override
    public Uni<PauseResult> start(StartPauseRequest request) {
        return ledger.startPause(request).ifNoItem().after(timeout).fail();
    }
}
