package dev.minion.coordinator.doubles;

import dev.minion.contracts.ledger.EndPauseRequest;
import dev.minion.contracts.ledger.GetStandingRequest;
import dev.minion.contracts.ledger.ListPauseRulesRequest;
import dev.minion.contracts.ledger.ListPauseRulesResponse;
import dev.minion.contracts.ledger.ListPausesRequest;
import dev.minion.contracts.ledger.ListPausesResponse;
import dev.minion.contracts.ledger.Pause;
import dev.minion.contracts.ledger.PauseResult;
import dev.minion.contracts.ledger.PauseRuleResult;
import dev.minion.contracts.ledger.Pauses;
import dev.minion.contracts.ledger.PutPauseRuleRequest;
import dev.minion.contracts.ledger.RemovePauseRuleRequest;
import dev.minion.contracts.ledger.Standing;
import dev.minion.contracts.ledger.StartPauseRequest;
import io.quarkus.grpc.GrpcService;
import io.smallrye.mutiny.Uni;

/** What is paused, as a test says it; it starts and ends nothing itself. */
@GrpcService
public class StandingDouble implements Pauses {

    private volatile Standing standing = Standing.getDefaultInstance();

    /** These are in force from now on. */
    public void pause(Pause... pauses) {
        Standing.Builder now = Standing.newBuilder().setNowUs(1);
        for (Pause pause : pauses) {
            now.addPauses(pause);
        }
        standing = now.build();
    }

    @Override
    public Uni<Standing> getStanding(GetStandingRequest request) {
        return Uni.createFrom().item(standing);
    }

    @Override
    public Uni<PauseResult> startPause(StartPauseRequest request) {
        return Uni.createFrom().item(PauseResult.getDefaultInstance());
    }

    @Override
    public Uni<PauseResult> endPause(EndPauseRequest request) {
        return Uni.createFrom().item(PauseResult.getDefaultInstance());
    }

    @Override
    public Uni<ListPausesResponse> listPauses(ListPausesRequest request) {
        return Uni.createFrom().item(ListPausesResponse.getDefaultInstance());
    }

    @Override
    public Uni<PauseRuleResult> putPauseRule(PutPauseRuleRequest request) {
        return Uni.createFrom().item(PauseRuleResult.getDefaultInstance());
    }

    @Override
    public Uni<PauseRuleResult> removePauseRule(RemovePauseRuleRequest request) {
        return Uni.createFrom().item(PauseRuleResult.getDefaultInstance());
    }

    @Override
    public Uni<ListPauseRulesResponse> listPauseRules(ListPauseRulesRequest request) {
        return Uni.createFrom().item(ListPauseRulesResponse.getDefaultInstance());
    }
}
