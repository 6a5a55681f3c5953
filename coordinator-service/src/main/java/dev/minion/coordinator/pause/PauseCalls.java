package dev.minion.coordinator.pause;

import com.google.protobuf.ByteString;
import dev.minion.contracts.ledger.EndPauseRequest;
import dev.minion.contracts.ledger.ListPauseRulesRequest;
import dev.minion.contracts.ledger.ListPauseRulesResponse;
import dev.minion.contracts.ledger.ListPausesRequest;
import dev.minion.contracts.ledger.ListPausesResponse;
import dev.minion.contracts.ledger.PauseResult;
import dev.minion.contracts.ledger.PauseRule;
import dev.minion.contracts.ledger.PauseRuleResult;
import dev.minion.contracts.ledger.Pauses;
import dev.minion.contracts.ledger.PutPauseRuleRequest;
import dev.minion.contracts.ledger.RemovePauseRuleRequest;
import dev.minion.contracts.ledger.StartPauseRequest;
import dev.minion.coordinator.ledger.LedgerCalls;
import dev.minion.coordinator.problem.ProblemException;
import io.quarkus.grpc.GrpcClient;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/**
 * Asks the ledger for pauses and rules, and tells here what has changed. Refusals are failures with
 * a {@link ProblemException}.
 */
@ApplicationScoped
class PauseCalls {

    private final LedgerCalls calls;
    private final Pauses pauses;
    private final StandingNews news;

    PauseCalls(LedgerCalls calls, @GrpcClient("ledger") Pauses pauses, StandingNews news) {
        this.calls = calls;
        this.pauses = pauses;
        this.news = news;
    }

    /** Begins a pause, or finds that its target has one. */
    Uni<PauseResult> start(StartPauseRequest request) {
        return calls.patiently(() -> pauses.startPause(request)).chain(this::changed);
    }

    /** Ends a pause; one that has ended stays as it is. */
    Uni<PauseResult> end(ByteString id) {
        EndPauseRequest request = EndPauseRequest.newBuilder().setId(id).build();
        return calls.patiently(() -> pauses.endPause(request)).chain(this::changed);
    }

    Uni<ListPausesResponse> list(ListPausesRequest page) {
        return calls.patiently(() -> pauses.listPauses(page));
    }

    /** Takes a rule in, in the place of the one that its target had. */
    Uni<PauseRule> put(PutPauseRuleRequest request) {
        return calls.patiently(() -> pauses.putPauseRule(request)).chain(this::changed);
    }

    Uni<PauseRule> removeRule(ByteString id) {
        RemovePauseRuleRequest request = RemovePauseRuleRequest.newBuilder().setId(id).build();
        return calls.patiently(() -> pauses.removePauseRule(request)).chain(this::changed);
    }

    Uni<List<PauseRule>> rules() {
        return calls.patiently(
                        () -> pauses.listPauseRules(ListPauseRulesRequest.getDefaultInstance()))
                .map(ListPauseRulesResponse::getRulesList);
    }

    /** Whoever has the answer may rely on it here; elsewhere a second later. */
    private Uni<PauseResult> changed(PauseResult result) {
        return result.hasProblem()
                ? Uni.createFrom().failure(ProblemException.of(result.getProblem()))
                : news.changed().replaceWith(result);
    }

    private Uni<PauseRule> changed(PauseRuleResult result) {
        return result.hasProblem()
                ? Uni.createFrom().failure(ProblemException.of(result.getProblem()))
                : news.changed().replaceWith(result.getRule());
    }
}
