package dev.minion.coordinator.ledger;

import dev.minion.contracts.ledger.LedgerAdmin;
import io.quarkus.grpc.GrpcClient;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.function.Function;

/** Calls the ledger for those who run Minion, as patiently as {@link LedgerCalls}. */
@ApplicationScoped
public class LedgerAdminCalls {

    private final LedgerAdmin admin;
    private final LedgerCalls calls;

    LedgerAdminCalls(@GrpcClient("ledger") LedgerAdmin admin, LedgerCalls calls) {
        this.admin = admin;
        this.calls = calls;
    }

    /**
     * Makes a call that may be repeated.
     *
     * @return the answer, or a {@link dev.minion.coordinator.problem.ProblemException}:
     *     unavailable, overloaded, or internal
     */
    public <T> Uni<T> call(Function<LedgerAdmin, Uni<T>> call) {
        return calls.patiently(() -> call.apply(admin));
    }
}
