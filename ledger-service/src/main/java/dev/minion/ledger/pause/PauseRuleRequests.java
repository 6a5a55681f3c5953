package dev.minion.ledger.pause;

import dev.minion.contracts.FailureCode;
import dev.minion.contracts.Ids;
import dev.minion.contracts.ledger.ListPauseRulesResponse;
import dev.minion.contracts.ledger.PauseRule;
import dev.minion.contracts.ledger.PauseRuleResult;
import dev.minion.contracts.ledger.PutPauseRuleRequest;
import dev.minion.contracts.ledger.RemovePauseRuleRequest;
import dev.minion.contracts.tasks.Problem;
import io.vertx.core.Future;
import jakarta.enterprise.context.ApplicationScoped;

/** Keeps the rules by which something is paused. */
@ApplicationScoped
public class PauseRuleRequests {

    private final RuleStore store;
    private final SeenTargets seen;

    PauseRuleRequests(RuleStore store, SeenTargets seen) {
        this.store = store;
        this.seen = seen;
    }

    /** Takes a rule in, in the place of the one that its target had. */
    public Future<PauseRuleResult> put(PutPauseRuleRequest request) {
        PauseRule rule = request.getRule();
        Problem refusal = PauseTerms.refuse(rule);
        if (refusal != null) {
            return Future.succeededFuture(refused(refusal));
        }
        return seen.refuse(rule.getTarget(), request.getUnknown())
                .compose(
                        unseen ->
                                unseen.map(problem -> Future.succeededFuture(refused(problem)))
                                        .orElseGet(() -> taken(rule)));
    }

    private Future<PauseRuleResult> taken(PauseRule rule) {
        return store.put(rule)
                .map(
                        put ->
                                put.map(PauseRuleRequests::answer)
                                        .orElseGet(
                                                () ->
                                                        refused(
                                                                PauseTerms.problem(
                                                                        FailureCode.OVERLOADED,
                                                                        "there are too many rules"
                                                                                + " for pauses: at"
                                                                                + " most "
                                                                                + RuleStore.MOST
                                                                                + " may be"))));
    }

    /** Removes a rule; the pauses that came by it stay. */
    public Future<PauseRuleResult> remove(RemovePauseRuleRequest request) {
        return store.remove(Ids.fromBytes(request.getId()))
                .map(
                        gone ->
                                gone.map(PauseRuleRequests::answer)
                                        .orElseGet(
                                                () ->
                                                        refused(
                                                                PauseTerms.problem(
                                                                        FailureCode
                                                                                .PAUSE_RULE_NOT_FOUND,
                                                                        "there is no such rule"))));
    }

    /** All rules, the oldest first. */
    public Future<ListPauseRulesResponse> list() {
        return store.all()
                .map(rules -> ListPauseRulesResponse.newBuilder().addAllRules(rules).build());
    }

    private static PauseRuleResult answer(PauseRule rule) {
        return PauseRuleResult.newBuilder().setRule(rule).build();
    }

    private static PauseRuleResult refused(Problem problem) {
        return PauseRuleResult.newBuilder().setProblem(problem).build();
    }
}
