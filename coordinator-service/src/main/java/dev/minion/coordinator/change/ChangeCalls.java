package dev.minion.coordinator.change;

import dev.minion.contracts.ledger.Changes;
import dev.minion.contracts.ledger.ChangesPage;
import dev.minion.contracts.ledger.ReadChangesRequest;
import dev.minion.coordinator.ledger.LedgerCalls;
import dev.minion.coordinator.problem.ProblemException;
import io.quarkus.grpc.GrpcClient;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** Asks the ledger for changes. */
@ApplicationScoped
class ChangeCalls {

    private static final ReadChangesRequest NEWEST =
            ReadChangesRequest.newBuilder().setNow(true).build();

    private final LedgerCalls calls;
    private final Changes changes;

    ChangeCalls(LedgerCalls calls, @GrpcClient("ledger") Changes changes) {
        this.calls = calls;
        this.changes = changes;
    }

    /** The next page, or a {@link ProblemException}. */
    Uni<ChangesPage> read(ReadChangesRequest question) {
        return calls.patiently(() -> changes.readChanges(question))
                .invoke(
                        page -> {
                            if (page.hasProblem()) {
                                throw ProblemException.of(page.getProblem());
                            }
                        });
    }

    /** Where the next change of any task will be: another position means that there is one. */
    Uni<String> newest() {
        return read(NEWEST).map(ChangesPage::getNext);
    }
}
