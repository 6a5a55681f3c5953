package dev.minion.coordinator.schedule.core;

import static dev.minion.coordinator.schedule.core.Desk.SECOND;
import static dev.minion.coordinator.schedule.core.SimulatedNetwork.MILLI;
import static org.assertj.core.api.Assertions.assertThat;

import dev.minion.contracts.Queues;
import dev.minion.contracts.ledger.PauseScope;
import dev.minion.contracts.ledger.PauseTarget;
import dev.minion.contracts.records.ReadyTask;
import dev.minion.contracts.records.TaskChange;
import dev.minion.contracts.tasks.TaskStatus;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What fails too often is paused, once, and then counted anew. */
class ErrorRatesTest {

    private static final PauseTarget EACH_TYPE = target(PauseScope.PAUSE_TYPE).build();
    private static final PauseTarget TYPE_A = target(PauseScope.PAUSE_TYPE).setType("a").build();
    private static final PauseTarget EVERYTHING = target(PauseScope.PAUSE_EVERYTHING).build();

    private final Desk desk = Desk.settled(100);

    private static PauseTarget.Builder target(PauseScope scope) {
        return PauseTarget.newBuilder().setScope(scope);
    }

    private static ErrorRule rule(PauseTarget target) {
        return new ErrorRule(new UUID(0, 1), target, 0.7, 10, 60 * SECOND, 5_000);
    }

    private void follow(PauseTarget... targets) {
        follow(Paused.NOTHING, targets);
    }

    private void follow(Paused paused, PauseTarget... targets) {
        List<ErrorRule> rules = List.of(targets).stream().map(ErrorRatesTest::rule).toList();
        desk.tell(new Event.StandingKnown(paused, rules));
    }

    private void end(int count, String type, String errorCode) {
        for (int i = 0; i < count; i++) {
            end(desk.task(type, 5), type, errorCode);
        }
    }

    private void end(ReadyTask task, String type, String errorCode) {
        TaskChange.Builder change =
                TaskChange.newBuilder()
                        .setTaskId(task.getTaskId())
                        .setFence(task.getFence())
                        .setNamespace("n")
                        .setType(type)
                        .setStatus(
                                errorCode.isEmpty() ? TaskStatus.COMPLETED : TaskStatus.SCHEDULED)
                        .setAttemptEnded(true)
                        .setWorkerId("w")
                        .setErrorCode(errorCode);
        desk.tell(new Event.Changes(List.of(change.build())));
    }

    private void fail(int count, String type) {
        end(count, type, "handler-failed");
    }

    private void succeed(int count, String type) {
        end(count, type, "");
    }

    private List<Effect.StartPause> pauses() {
        return desk.all(Effect.StartPause.class);
    }

    @Test
    void withTheAttemptThatReachesTheRateAPauseIsAskedFor() {
        follow(TYPE_A);
        succeed(3, "a");
        fail(6, "a");
        assertThat(pauses()).isEmpty();

        fail(1, "a");

        assertThat(pauses()).containsExactly(new Effect.StartPause(TYPE_A, rule(TYPE_A), 7, 10));
    }

    @Test
    void aSuccessMayBeTheAttemptThatWasMissing() {
        follow(TYPE_A);
        fail(9, "a");

        succeed(1, "a");

        assertThat(pauses()).hasSize(1);
    }

    @Test
    void fewerFailuresThanTheRatePauseNothing() {
        follow(TYPE_A);

        for (int i = 0; i < 30; i++) {
            succeed(1, "a");
            fail(2, "a");
        }

        assertThat(pauses()).isEmpty();
    }

    @Test
    void afterAPauseTheCountBeginsAnew() {
        follow(TYPE_A);
        fail(10, "a");
        fail(9, "a");
        assertThat(pauses()).hasSize(1);

        fail(1, "a");

        assertThat(pauses()).hasSize(2);
    }

    @Test
    void whatIsPausedIsNotCounted() {
        follow(TYPE_A);
        fail(9, "a");
        follow(new Paused(false, Set.of(), Set.of("a"), Set.of()), TYPE_A);
        fail(20, "a");
        follow(TYPE_A);

        fail(9, "a");
        assertThat(pauses()).isEmpty();
        fail(1, "a");

        assertThat(pauses()).hasSize(1);
    }

    @Test
    void whatWasLongAgoDoesNotCount() {
        follow(TYPE_A);
        fail(9, "a");
        desk.now += 61 * SECOND;

        fail(1, "a");

        assertThat(pauses()).isEmpty();
    }

    @Test
    void theWindowSlides() {
        follow(TYPE_A);
        for (int i = 0; i < 9; i++) {
            fail(1, "a");
            desk.now += 10 * SECOND;
        }
        assertThat(pauses()).isEmpty();

        fail(5, "a");

        assertThat(pauses()).hasSize(1);
    }

    @Test
    void aRuleWithoutATypeHoldsForEachTypeByItself() {
        follow(EACH_TYPE);
        fail(9, "a");
        fail(9, "b");
        assertThat(pauses()).isEmpty();

        fail(1, "a");

        assertThat(pauses()).extracting(Effect.StartPause::target).containsExactly(TYPE_A);
    }

    @Test
    void everythingAndNamespacesAreCountedOverAllTypes() {
        PauseTarget namespace = target(PauseScope.PAUSE_NAMESPACE).setNamespace("n").build();
        PauseTarget other = target(PauseScope.PAUSE_NAMESPACE).setNamespace("other").build();
        follow(EVERYTHING, namespace, other);
        fail(5, "a");

        fail(5, "b");

        assertThat(pauses())
                .extracting(Effect.StartPause::target)
                .containsExactly(EVERYTHING, namespace);
    }

    @Test
    void aKeyIsCountedByTheAttemptsOfItsOwner() {
        follow(target(PauseScope.PAUSE_KEY).build());
        desk.beat("w", 100);
        fail(20, "a");
        assertThat(pauses()).isEmpty();

        for (int i = 0; i < 10; i++) {
            ReadyTask.Builder task =
                    desk.task(5).toBuilder().setNamespace("n").setQueue(Queues.of("n", "k"));
            task.getDemandsBuilder().getFlowBuilder().setKey("k");
            desk.ready(task.build());
            end(task.build(), "a", "handler-failed");
            end(task.build(), "a", "handler-failed");
        }

        assertThat(pauses())
                .extracting(Effect.StartPause::target)
                .containsExactly(
                        target(PauseScope.PAUSE_KEY).setNamespace("n").setKey("k").build());
    }

    @Test
    void tasksThatCannotBeDoneAnywhereSayNothing() {
        follow(TYPE_A);

        end(30, "a", "input-invalid");
        end(30, "a", "blocked-address");

        assertThat(pauses()).isEmpty();
    }

    @Test
    void aRuleThatStaysKeepsItsCountAndOneThatWasChangedBeginsAnew() {
        follow(TYPE_A);
        fail(9, "a");
        follow(TYPE_A, EACH_TYPE);
        fail(1, "a");
        assertThat(pauses()).hasSize(1);
        fail(5, "b");

        ErrorRule sharper = new ErrorRule(new UUID(0, 1), EACH_TYPE, 0.7, 6, 60 * SECOND, 5_000);
        desk.tell(new Event.StandingKnown(Paused.NOTHING, List.of(sharper)));
        fail(5, "b");
        assertThat(pauses()).hasSize(1);
        fail(1, "b");

        assertThat(pauses()).hasSize(2);
    }

    @Test
    void whatIsKnownOfEachIsBounded() {
        RuleTally tally = new RuleTally(rule(EACH_TYPE));
        PauseTarget first = Objects.requireNonNull(tally.about("n", "type-0", ""));
        count(tally, 9, "type-0");
        for (int i = 1; i <= 10_000; i++) {
            count(tally, 1, "type-" + i);
        }

        assertThat(tally.ended(first, true, Paused.NOTHING, MILLI)).isNull();
    }

    private static void count(RuleTally tally, int failures, String type) {
        PauseTarget about = Objects.requireNonNull(tally.about("n", type, ""));
        for (int i = 0; i < failures; i++) {
            assertThat(tally.ended(about, true, Paused.NOTHING, MILLI)).isNull();
        }
    }
}
