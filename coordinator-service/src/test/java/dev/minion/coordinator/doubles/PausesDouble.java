package dev.minion.coordinator.doubles;

import com.google.protobuf.ByteString;
import dev.minion.contracts.FailureCode;
import dev.minion.contracts.ledger.EndPauseRequest;
import dev.minion.contracts.ledger.GetStandingRequest;
import dev.minion.contracts.ledger.ListPauseRulesRequest;
import dev.minion.contracts.ledger.ListPauseRulesResponse;
import dev.minion.contracts.ledger.ListPausesRequest;
import dev.minion.contracts.ledger.ListPausesResponse;
import dev.minion.contracts.ledger.Pause;
import dev.minion.contracts.ledger.PauseResult;
import dev.minion.contracts.ledger.PauseRule;
import dev.minion.contracts.ledger.PauseRuleResult;
import dev.minion.contracts.ledger.Pauses;
import dev.minion.contracts.ledger.PutPauseRuleRequest;
import dev.minion.contracts.ledger.RemovePauseRuleRequest;
import dev.minion.contracts.ledger.Standing;
import dev.minion.contracts.ledger.StartPauseRequest;
import io.quarkus.grpc.GrpcService;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.List;

/** Pauses and rules in memory. Of {@link #UNSEEN} there is nothing to pause. */
@GrpcService
public class PausesDouble implements Pauses {

    /** A type that nobody has seen. */
    public static final String UNSEEN = "never.seen";

    private final List<Pause> pauses = new ArrayList<>();
    private final List<PauseRule> rules = new ArrayList<>();

    /** These are in force from now on, and no others. */
    public synchronized void pause(Pause... inForce) {
        pauses.clear();
        pauses.addAll(List.of(inForce));
    }

    /** Ends and forgets all there are. */
    public synchronized void clear() {
        pauses.clear();
        rules.clear();
    }

    @Override
    public synchronized Uni<PauseResult> startPause(StartPauseRequest request) {
        for (Pause pause : pauses) {
            if (pause.getTarget().equals(request.getTarget()) && pause.getEndedAtUs() == 0) {
                return answer(PauseResult.newBuilder().setPause(pause).setKnown(true).build());
            }
        }
        if (request.getTarget().getType().equals(UNSEEN) && !request.getUnknown()) {
            return refused(FailureCode.NOTHING_TO_PAUSE);
        }
        long until = request.getForMs() == 0 ? 0 : TaskStore.NOW_US + request.getForMs() * 1_000;
        Pause pause =
                Pause.newBuilder()
                        .setId(request.getId())
                        .setTarget(request.getTarget())
                        .setReason(request.getReason())
                        .setCreatedBy(request.getCreatedBy())
                        .setRuleId(request.getRuleId())
                        .setBeganAtUs(TaskStore.NOW_US)
                        .setUntilUs(until)
                        .build();
        pauses.addFirst(pause);
        return answer(PauseResult.newBuilder().setPause(pause).build());
    }

    @Override
    public synchronized Uni<PauseResult> endPause(EndPauseRequest request) {
        for (int i = 0; i < pauses.size(); i++) {
            if (pauses.get(i).getId().equals(request.getId())) {
                Pause ended = pauses.get(i).toBuilder().setEndedAtUs(TaskStore.NOW_US + 1).build();
                pauses.set(i, ended);
                return answer(PauseResult.newBuilder().setPause(ended).build());
            }
        }
        return refused(FailureCode.PAUSE_NOT_FOUND);
    }

    @Override
    public synchronized Uni<ListPausesResponse> listPauses(ListPausesRequest request) {
        ByteString before = request.getBefore();
        boolean reached = before.isEmpty();
        List<Pause> found = new ArrayList<>();
        for (Pause pause : pauses) {
            if (reached && (request.getEnded() || pause.getEndedAtUs() == 0)) {
                found.add(pause);
            }
            reached |= pause.getId().equals(before);
        }
        int shown = Math.min(found.size(), request.getLimit());
        return answer(
                ListPausesResponse.newBuilder()
                        .addAllPauses(found.subList(0, shown))
                        .setMore(shown < found.size())
                        .build());
    }

    @Override
    public synchronized Uni<PauseRuleResult> putPauseRule(PutPauseRuleRequest request) {
        PauseRule rule = request.getRule().toBuilder().setCreatedAtUs(TaskStore.NOW_US).build();
        if (rule.getTarget().getType().equals(UNSEEN) && !request.getUnknown()) {
            return ruleRefused(FailureCode.NOTHING_TO_PAUSE);
        }
        rules.removeIf(known -> known.getTarget().equals(rule.getTarget()));
        rules.add(rule);
        return answer(PauseRuleResult.newBuilder().setRule(rule).build());
    }

    @Override
    public synchronized Uni<PauseRuleResult> removePauseRule(RemovePauseRuleRequest request) {
        for (PauseRule rule : rules) {
            if (rule.getId().equals(request.getId())) {
                rules.remove(rule);
                return answer(PauseRuleResult.newBuilder().setRule(rule).build());
            }
        }
        return ruleRefused(FailureCode.PAUSE_RULE_NOT_FOUND);
    }

    @Override
    public synchronized Uni<ListPauseRulesResponse> listPauseRules(ListPauseRulesRequest request) {
        return answer(ListPauseRulesResponse.newBuilder().addAllRules(rules).build());
    }

    @Override
    public synchronized Uni<Standing> getStanding(GetStandingRequest request) {
        Standing.Builder standing = Standing.newBuilder().setNowUs(TaskStore.NOW_US);
        pauses.reversed().stream()
                .filter(pause -> pause.getEndedAtUs() == 0)
                .forEach(standing::addPauses);
        return answer(standing.addAllRules(rules).build());
    }

    private static <T> Uni<T> answer(T item) {
        return Uni.createFrom().item(item);
    }

    private static Uni<PauseResult> refused(FailureCode code) {
        return answer(
                PauseResult.newBuilder()
                        .setProblem(TaskStore.problem(code, "refused", ""))
                        .build());
    }

    private static Uni<PauseRuleResult> ruleRefused(FailureCode code) {
        return answer(
                PauseRuleResult.newBuilder()
                        .setProblem(TaskStore.problem(code, "refused", ""))
                        .build());
    }
}
