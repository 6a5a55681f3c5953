package dev.minion.ledger;

import dev.minion.contracts.ledger.EndPauseRequest;
import dev.minion.contracts.ledger.GetStandingRequest;
import dev.minion.contracts.ledger.ListPauseRulesRequest;
import dev.minion.contracts.ledger.ListPauseRulesResponse;
import dev.minion.contracts.ledger.ListPausesRequest;
import dev.minion.contracts.ledger.ListPausesResponse;
import dev.minion.contracts.ledger.PauseResult;
import dev.minion.contracts.ledger.PauseRuleResult;
import dev.minion.contracts.ledger.Pauses;
import dev.minion.contracts.ledger.PutPauseRuleRequest;
import dev.minion.contracts.ledger.RemovePauseRuleRequest;
import dev.minion.contracts.ledger.Standing;
import dev.minion.contracts.ledger.StartPauseRequest;
import dev.minion.ledger.pause.PauseRequests;
import dev.minion.ledger.pause.PauseRuleRequests;
import dev.minion.ledger.pause.StandingReads;
import io.quarkus.grpc.GrpcService;
import io.smallrye.mutiny.Uni;

/** The gRPC service for pauses. Answers and statuses are as {@link CallAnswers} has them. */
@GrpcService
class PauseService implements Pauses {

    private final PauseRequests pauses;
    private final PauseRuleRequests rules;
    private final StandingReads standing;

    PauseService(PauseRequests pauses, PauseRuleRequests rules, StandingReads standing) {
        this.pauses = pauses;
        this.rules = rules;
        this.standing = standing;
    }

    @Override
    public Uni<PauseResult> startPause(StartPauseRequest request) {
        return CallAnswers.of(() -> pauses.start(request));
    }

    @Override
    public Uni<PauseResult> endPause(EndPauseRequest request) {
        return CallAnswers.of(() -> pauses.end(request));
    }

    @Override
    public Uni<ListPausesResponse> listPauses(ListPausesRequest request) {
        return CallAnswers.of(() -> pauses.list(request));
    }

    @Override
    public Uni<PauseRuleResult> putPauseRule(PutPauseRuleRequest request) {
        return CallAnswers.of(() -> rules.put(request));
    }

    @Override
    public Uni<PauseRuleResult> removePauseRule(RemovePauseRuleRequest request) {
        return CallAnswers.of(() -> rules.remove(request));
    }

    @Override
    public Uni<ListPauseRulesResponse> listPauseRules(ListPauseRulesRequest request) {
        return CallAnswers.of(rules::list);
    }

    @Override
    public Uni<Standing> getStanding(GetStandingRequest request) {
        return CallAnswers.of(standing::read);
    }
}
