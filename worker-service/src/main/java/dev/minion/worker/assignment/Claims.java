package dev.minion.worker.assignment;

import dev.minion.contracts.dedup.AttemptClaim;
import dev.minion.contracts.dedup.ClaimRequest;
import dev.minion.contracts.dedup.ClaimResponse;
import dev.minion.contracts.dedup.Dedup;
import dev.minion.worker.run.Attempt;
import io.quarkus.grpc.GrpcClient;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.eclipse.microprofile.faulttolerance.CircuitBreaker;
import org.eclipse.microprofile.faulttolerance.Timeout;

/** Claims attempts at dedup, within a budget. */
@ApplicationScoped
class Claims {

    private final Dedup dedup;

    Claims(@GrpcClient("dedup") Dedup dedup) {
        this.dedup = dedup;
    }

    /** Which of the attempts this worker may run; fails where dedup does not answer in time. */
    @Timeout(value = 100, unit = ChronoUnit.MILLIS)
    @CircuitBreaker(
            requestVolumeThreshold = 10,
            failureRatio = 0.5,
            delay = 1,
            delayUnit = ChronoUnit.SECONDS)
    Uni<List<Boolean>> claim(String workerId, String from, List<Attempt> attempts) {
        ClaimRequest.Builder request =
                ClaimRequest.newBuilder().setWorkerId(workerId).setFrom(from);
        for (Attempt attempt : attempts) {
            request.addClaims(
                    AttemptClaim.newBuilder()
                            .setTaskId(attempt.assignment().getTaskId())
                            .setFence(attempt.assignment().getFence()));
        }
        return dedup.claim(request.build()).map(ClaimResponse::getGrantedList);
    }
}
