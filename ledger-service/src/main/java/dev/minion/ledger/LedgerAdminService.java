package dev.minion.ledger;

import dev.minion.contracts.ledger.GetPurgeRequest;
import dev.minion.contracts.ledger.GetSizesRequest;
import dev.minion.contracts.ledger.LedgerAdmin;
import dev.minion.contracts.ledger.PurgeResult;
import dev.minion.contracts.ledger.RestoreRequest;
import dev.minion.contracts.ledger.RestoreResponse;
import dev.minion.contracts.ledger.Sizes;
import dev.minion.contracts.ledger.StartPurgeRequest;
import dev.minion.ledger.retention.Purges;
import dev.minion.ledger.retention.Restores;
import dev.minion.ledger.retention.SizeReader;
import io.quarkus.grpc.GrpcService;
import io.smallrye.mutiny.Uni;

/**
 * The gRPC service for those who run Minion. Answers and statuses are as {@link CallAnswers} has
 * them.
 */
@GrpcService
class LedgerAdminService implements LedgerAdmin {

    private final Purges purges;
    private final Restores restores;
    private final SizeReader sizes;

    LedgerAdminService(Purges purges, Restores restores, SizeReader sizes) {
        this.purges = purges;
        this.restores = restores;
        this.sizes = sizes;
    }

    @Override
    public Uni<PurgeResult> startPurge(StartPurgeRequest request) {
        return CallAnswers.of(() -> purges.start(request));
    }

    @Override
    public Uni<PurgeResult> getPurge(GetPurgeRequest request) {
        return CallAnswers.of(() -> purges.get(request));
    }

    @Override
    public Uni<RestoreResponse> restore(RestoreRequest request) {
        return CallAnswers.of(() -> restores.restore(request));
    }

    @Override
    public Uni<Sizes> getSizes(GetSizesRequest request) {
        return CallAnswers.of(sizes::read);
    }
}
