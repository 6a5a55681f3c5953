package dev.minion.ledger;

import dev.minion.contracts.ledger.Changes;
import dev.minion.contracts.ledger.ChangesPage;
import dev.minion.contracts.ledger.ReadChangesRequest;
import dev.minion.ledger.change.ChangeFeed;
import io.quarkus.grpc.GrpcService;
import io.smallrye.mutiny.Uni;

/** The gRPC service of what becomes of all tasks; failures as {@link CallAnswers} has them. */
@GrpcService
class ChangesService implements Changes {

    private final ChangeFeed feed;

    ChangesService(ChangeFeed feed) {
        this.feed = feed;
    }

    @Override
    public Uni<ChangesPage> readChanges(ReadChangesRequest request) {
        return CallAnswers.of(() -> feed.read(request));
    }
}
