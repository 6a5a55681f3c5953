package dev.minion.coordinator.schedule;

import dev.minion.contracts.dedup.AttemptClaim;
import dev.minion.contracts.dedup.ClaimRequest;
import dev.minion.contracts.dedup.ClaimResponse;
import dev.minion.contracts.dedup.Dedup;
import dev.minion.coordinator.dedup.DedupSettings;
import io.quarkus.grpc.GrpcClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Claims at dedup, without a limit of time: nobody waits for the answer. */
@ApplicationScoped
class GrpcClaimLine implements ClaimLine {

    private final Dedup dedup;
    private final boolean enabled;

    GrpcClaimLine(@GrpcClient("dedup") Dedup dedup, DedupSettings settings) {
        this.dedup = dedup;
        this.enabled = settings.enabled();
    }

    @Override
    public CompletionStage<List<Boolean>> claim(String holder, List<AttemptClaim> attempts) {
        if (!enabled) {
            return CompletableFuture.failedFuture(new IllegalStateException("dedup is off"));
        }
        return dedup.claim(
                        ClaimRequest.newBuilder()
                                .setWorkerId(holder)
                                .addAllClaims(attempts)
                                .build())
                .map(ClaimResponse::getGrantedList)
                .subscribeAsCompletionStage();
    }
}
