package dev.minion.coordinator.dedup;

import dev.minion.contracts.dedup.AbortKeysRequest;
import dev.minion.contracts.dedup.AbortKeysResponse;
import dev.minion.contracts.dedup.BeginKeysRequest;
import dev.minion.contracts.dedup.BeginKeysResponse;
import dev.minion.contracts.dedup.CommitKeysRequest;
import dev.minion.contracts.dedup.CommitKeysResponse;
import dev.minion.contracts.dedup.Dedup;
import io.quarkus.grpc.GrpcClient;
import io.smallrye.faulttolerance.api.CircuitBreakerName;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.faulttolerance.CircuitBreaker;
import org.eclipse.microprofile.faulttolerance.Timeout;

/**
 * The calls, each with its budget. The breaker opens when half of the last 20 failed, and tries one
 * again after two seconds.
 */
@ApplicationScoped
class DedupCalls {

    private static final long BUDGET_MILLIS = 100;
    private static final long TOLD_BUDGET_MILLIS = 1_000;

    private final Dedup dedup;

    DedupCalls(@GrpcClient("dedup") Dedup dedup) {
        this.dedup = dedup;
    }

    @Timeout(BUDGET_MILLIS)
    @CircuitBreaker(requestVolumeThreshold = 20, failureRatio = 0.5, delay = 2_000)
    @CircuitBreakerName("dedup-begin")
    Uni<BeginKeysResponse> begin(BeginKeysRequest request) {
        return dedup.beginKeys(request);
    }

    @Timeout(TOLD_BUDGET_MILLIS)
    @CircuitBreaker(requestVolumeThreshold = 20, failureRatio = 0.5, delay = 2_000)
    @CircuitBreakerName("dedup-commit")
    Uni<CommitKeysResponse> commit(CommitKeysRequest request) {
        return dedup.commitKeys(request);
    }

    @Timeout(TOLD_BUDGET_MILLIS)
    @CircuitBreaker(requestVolumeThreshold = 20, failureRatio = 0.5, delay = 2_000)
    @CircuitBreakerName("dedup-abort")
    Uni<AbortKeysResponse> abort(AbortKeysRequest request) {
        return dedup.abortKeys(request);
    }
}
