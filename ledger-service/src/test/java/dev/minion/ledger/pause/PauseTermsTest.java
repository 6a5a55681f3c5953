package dev.minion.ledger.pause;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minion.contracts.ledger.PauseRule;
import dev.minion.contracts.ledger.PauseScope;
import dev.minion.contracts.ledger.PauseTarget;
import dev.minion.contracts.ledger.StartPauseRequest;
import dev.minion.contracts.tasks.Problem;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PauseTermsTest {

    private static final long DAY = 86_400_000;

    private static PauseTarget.Builder of(PauseScope scope) {
        return PauseTarget.newBuilder().setScope(scope);
    }

    private static @Nullable Problem refusal(PauseTarget.Builder target) {
        return PauseTerms.refuse(StartPauseRequest.newBuilder().setTarget(target).build());
    }

    private static @Nullable Problem ruleRefusal(UnaryOperator<PauseRule.Builder> with) {
        PauseRule.Builder rule =
                PauseRule.newBuilder()
                        .setTarget(of(PauseScope.PAUSE_TYPE).setType("http.call"))
                        .setErrorRate(0.5)
                        .setMinAttempts(20)
                        .setWindowMs(60_000);
        return PauseTerms.refuse(with.apply(rule).build());
    }

    private static String pointer(@Nullable Problem refusal) {
        Problem problem = Objects.requireNonNull(refusal, "a refusal");
        assertThat(problem.getCode()).isEqualTo("validation-failed");
        return problem.getErrors(0).getPointer();
    }

    @Test
    void eachScopeHasItsNamesAndNoOther() {
        assertThat(refusal(of(PauseScope.PAUSE_EVERYTHING))).isNull();
        assertThat(refusal(of(PauseScope.PAUSE_TYPE).setType("t"))).isNull();
        assertThat(refusal(of(PauseScope.PAUSE_NAMESPACE).setNamespace("n"))).isNull();
        assertThat(refusal(of(PauseScope.PAUSE_KEY).setNamespace("n").setKey("k"))).isNull();

        assertThat(pointer(refusal(PauseTarget.newBuilder()))).isEqualTo("/target/scope");
        assertThat(pointer(refusal(of(PauseScope.PAUSE_TYPE)))).isEqualTo("/target/type");
        assertThat(pointer(refusal(of(PauseScope.PAUSE_NAMESPACE)))).isEqualTo("/target/namespace");
        assertThat(pointer(refusal(of(PauseScope.PAUSE_KEY).setNamespace("n"))))
                .isEqualTo("/target/key");
        assertThat(pointer(refusal(of(PauseScope.PAUSE_KEY).setKey("k"))))
                .isEqualTo("/target/namespace");
        assertThat(pointer(refusal(of(PauseScope.PAUSE_EVERYTHING).setType("t"))))
                .isEqualTo("/target/type");
        assertThat(pointer(refusal(of(PauseScope.PAUSE_TYPE).setType("t").setNamespace("n"))))
                .isEqualTo("/target/namespace");
        assertThat(pointer(refusal(of(PauseScope.PAUSE_TYPE).setType("t".repeat(101)))))
                .isEqualTo("/target/type");
        assertThat(pointer(refusal(of(PauseScope.PAUSE_TYPE).setType("a\0b"))))
                .isEqualTo("/target/type");
    }

    @Test
    void aPauseIsForASecondToThirtyDaysOrUntilSomebodyEndsIt() {
        StartPauseRequest.Builder pause =
                StartPauseRequest.newBuilder().setTarget(of(PauseScope.PAUSE_EVERYTHING));
        for (long good : List.of(0L, 1_000L, 30 * DAY)) {
            assertThat(PauseTerms.refuse(pause.setForMs(good).build())).isNull();
        }
        for (long bad : List.of(-1L, 999L, 30 * DAY + 1)) {
            assertThat(pointer(PauseTerms.refuse(pause.setForMs(bad).build()))).isEqualTo("/for");
        }
    }

    @Test
    void aRuleMayLeaveOutWhichOneItIsFor() {
        assertThat(ruleRefusal(rule -> rule)).isNull();
        assertThat(ruleRefusal(rule -> rule.setTarget(of(PauseScope.PAUSE_TYPE)))).isNull();
        assertThat(ruleRefusal(rule -> rule.setTarget(of(PauseScope.PAUSE_NAMESPACE)))).isNull();
        assertThat(ruleRefusal(rule -> rule.setTarget(of(PauseScope.PAUSE_KEY).setNamespace("n"))))
                .isNull();
        assertThat(pointer(ruleRefusal(rule -> rule.setTarget(of(PauseScope.PAUSE_KEY)))))
                .as("each key is of a namespace")
                .isEqualTo("/target/namespace");
    }

    @Test
    void anErrorRateIsANumberAboveZeroAndAtMostOne() {
        for (double good : new double[] {1e-9, 0.5, 1}) {
            assertThat(ruleRefusal(rule -> rule.setErrorRate(good))).isNull();
        }
        for (double bad : new double[] {0, -0.1, 1.0001, Double.NaN, 1 / 0.0, -1 / 0.0}) {
            assertThat(pointer(ruleRefusal(rule -> rule.setErrorRate(bad))))
                    .as("%s", bad)
                    .isEqualTo("/error_rate");
        }
    }

    @Test
    void aRuleKeepsToItsBounds() {
        assertThat(ruleRefusal(rule -> rule.setMinAttempts(100_000).setPauseMs(1_000))).isNull();
        assertThat(ruleRefusal(rule -> rule.setWindowMs(1_000).setMinAttempts(1))).isNull();
        assertThat(ruleRefusal(rule -> rule.setWindowMs(3_600_000))).isNull();
        assertThat(pointer(ruleRefusal(rule -> rule.setMinAttempts(0)))).isEqualTo("/min_attempts");
        assertThat(pointer(ruleRefusal(rule -> rule.setMinAttempts(100_001))))
                .isEqualTo("/min_attempts");
        assertThat(pointer(ruleRefusal(rule -> rule.setWindowMs(999)))).isEqualTo("/window");
        assertThat(pointer(ruleRefusal(rule -> rule.setWindowMs(3_600_001)))).isEqualTo("/window");
        assertThat(pointer(ruleRefusal(rule -> rule.setPauseMs(999)))).isEqualTo("/pause");
        assertThat(pointer(ruleRefusal(rule -> rule.setPauseMs(30 * DAY + 1)))).isEqualTo("/pause");
    }
}
