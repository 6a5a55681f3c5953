package dev.minion.ledger.pause;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.minion.contracts.Ids;
import dev.minion.contracts.ledger.GetStandingRequest;
import dev.minion.contracts.ledger.ListPauseRulesRequest;
import dev.minion.contracts.ledger.PauseRule;
import dev.minion.contracts.ledger.PauseRuleResult;
import dev.minion.contracts.ledger.PauseScope;
import dev.minion.contracts.ledger.PauseTarget;
import dev.minion.contracts.ledger.Pauses;
import dev.minion.contracts.ledger.PutPauseRuleRequest;
import dev.minion.contracts.ledger.RemovePauseRuleRequest;
import dev.minion.ledger.LedgerTest;
import dev.minion.ledger.Servers;
import io.quarkus.grpc.GrpcClient;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Servers.class)
class PauseRulesTest extends LedgerTest {

    @GrpcClient("ledger")
    Pauses pauses;

    @AfterEach
    void removeAll() throws Exception {
        execute("delete from ledger.pause_rules");
    }

    private PauseRule.Builder rule(PauseTarget.Builder target) {
        return PauseRule.newBuilder()
                .setId(Ids.toBytes(ids.next()))
                .setTarget(target)
                .setErrorRate(0.5)
                .setMinAttempts(20)
                .setWindowMs(60_000)
                .setPauseMs(300_000);
    }

    private static PauseTarget.Builder eachType() {
        return PauseTarget.newBuilder().setScope(PauseScope.PAUSE_TYPE);
    }

    private PauseRuleResult put(PauseRule.Builder rule, boolean unknown) {
        return now(
                pauses.putPauseRule(
                        PutPauseRuleRequest.newBuilder()
                                .setRule(rule)
                                .setUnknown(unknown)
                                .build()));
    }

    private PauseRuleResult remove(ByteString id) {
        return now(pauses.removePauseRule(RemovePauseRuleRequest.newBuilder().setId(id).build()));
    }

    private List<PauseRule> all() {
        return now(pauses.listPauseRules(ListPauseRulesRequest.getDefaultInstance()))
                .getRulesList();
    }

    @Test
    void aRuleIsToldAsItCameAndStandsUntilItIsRemoved() {
        PauseRule.Builder rule = rule(eachType()).setErrorRate(0.125);

        PauseRule taken = put(rule, false).getRule();

        assertThat(taken.getCreatedAtUs()).isPositive();
        assertThat(taken.toBuilder().clearCreatedAtUs().build()).isEqualTo(rule.build());
        assertThat(all()).containsExactly(taken);
        assertThat(now(pauses.getStanding(GetStandingRequest.getDefaultInstance())).getRulesList())
                .containsExactly(taken);
        assertThat(remove(taken.getId()).getRule()).isEqualTo(taken);
        assertThat(all()).isEmpty();
        assertThat(remove(taken.getId()).getProblem().getCode()).isEqualTo("pause-rule-not-found");
    }

    @Test
    void ofATargetTheLastRuleHolds() {
        PauseRule first = put(rule(eachType()), false).getRule();
        PauseRule other =
                put(rule(PauseTarget.newBuilder().setScope(PauseScope.PAUSE_EVERYTHING)), false)
                        .getRule();

        PauseRule second = put(rule(eachType()).setErrorRate(1).setPauseMs(0), false).getRule();

        assertThat(all()).containsExactly(other, second);
        assertThat(second.getId()).isNotEqualTo(first.getId());
        assertThat(put(second.toBuilder(), false).getRule().getId())
                .as("the very same again")
                .isEqualTo(second.getId());
        assertThat(all()).hasSize(2);
    }

    @Test
    void aRuleForWhatNobodyHasSeenIsTakenOnlyWhereThatIsMeant() {
        PauseTarget.Builder type = eachType().setType("never." + namespace);

        assertThat(put(rule(type), false).getProblem().getCode()).isEqualTo("nothing-to-pause");
        assertThat(put(rule(type), true).hasRule()).isTrue();
        assertThat(
                        put(
                                        rule(
                                                PauseTarget.newBuilder()
                                                        .setScope(PauseScope.PAUSE_KEY)
                                                        .setNamespace(namespace)),
                                        false)
                                .getProblem()
                                .getCode())
                .isEqualTo("nothing-to-pause");
        assertThat(
                        put(rule(type).setErrorRate(Double.NaN), true)
                                .getProblem()
                                .getErrors(0)
                                .getPointer())
                .isEqualTo("/error_rate");
    }

    @Test
    void thereAreNoMoreRulesThanSoMany() throws Exception {
        execute(
                """
                insert into ledger.pause_rules (id, scope, namespace, type, key, error_rate, min_attempts,
                  window_ms, pause_ms)
                select gen_random_uuid(), 3, '', 'full-' || n, '', 1, 1, 1000, 0
                from generate_series(1, 1000) n
                """);

        assertThat(put(rule(eachType()), true).getProblem().getCode()).isEqualTo("overloaded");
        assertThat(put(rule(eachType().setType("full-3")), true).getRule().getErrorRate())
                .as("in the place of another")
                .isEqualTo(0.5);
    }
}
