package dev.minion.ledger.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minion.contracts.ledger.ReleaseReason;
import dev.minion.contracts.records.Completed;
import dev.minion.contracts.records.Failed;
import dev.minion.contracts.records.TaskEvent;
import dev.minion.contracts.tasks.ChildrenPolicy;
import dev.minion.contracts.tasks.TaskError;
import dev.minion.contracts.tasks.TaskStatus;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PauseRulesTest {

    private static final long NOW_US = 5_000_000;
    private static final long LATER_US = 9_000_000;
    private static final Moment NOW = new Moment(NOW_US, 3, new SplittableRandom(1));

    private static final RetryRule RETRY = new RetryRule(3, 100, 2, 1_000, 0, Set.of("never"));
    private static final TaskError ERROR =
            TaskError.newBuilder().setCode("maybe").setRetryable(true).build();

    private static TaskState task(TaskStatus status, int unmet, long runAfterUs) {
        return new TaskState(
                status, 3, 4, 1, 0, unmet, runAfterUs, 60_000, RETRY, "w", 1, 50, ERROR);
    }

    private static TaskState task(TaskStatus status) {
        return task(status, 0, 0);
    }

    private static TaskState paused(TaskState state) {
        return accepted(PauseRules.pause(state, NOW));
    }

    private static TaskState resumed(TaskState state) {
        return accepted(PauseRules.resume(state, NOW));
    }

    private static TaskState accepted(Verdict verdict) {
        assertThat(verdict).isInstanceOf(Verdict.Accepted.class);
        return ((Verdict.Accepted) verdict).next();
    }

    private static TaskEvent.Builder report(TaskState state) {
        return TaskEvent.newBuilder().setFence(state.fence()).setWorkerId("w");
    }

    private static TaskState failed(TaskState state, String code, boolean retryable) {
        TaskError error = TaskError.newBuilder().setCode(code).setRetryable(retryable).build();
        TaskEvent event = report(state).setFailed(Failed.newBuilder().setError(error)).build();
        return accepted(AttemptRules.fold(state, event, NOW));
    }

    @ParameterizedTest
    @EnumSource(names = {"READY", "ASSIGNED"})
    void whatHasNotStartedIsTakenBackWithTheNextAttemptAndBurnsNothing(TaskStatus status) {
        TaskState before = task(status);

        Verdict verdict = PauseRules.pause(before, NOW);

        TaskState paused = accepted(verdict);
        assertThat(((Verdict.Accepted) verdict).attemptEnded()).isTrue();
        assertThat(paused.status()).isEqualTo(TaskStatus.SCHEDULED);
        assertThat(paused.paused()).isTrue();
        assertThat(paused.held()).isTrue();
        assertThat(paused.attempt()).isEqualTo(5);
        assertThat(paused.used()).isEqualTo(1);
        assertThat(paused.error()).isEqualTo(ERROR);
        assertThat(AttemptRules.current(paused, before.fence())).isFalse();
        assertThat(RequestRules.due(paused, NOW)).isEqualTo(new Verdict.Stale());
    }

    @Test
    void aTimeThatWasSetIsRememberedAndHoldsAgain() {
        TaskState later = task(TaskStatus.SCHEDULED, 0, LATER_US);
        TaskState past = task(TaskStatus.SCHEDULED, 0, NOW_US - 1);

        assertThat(RunAfter.time(paused(later).runAfterUs())).isEqualTo(LATER_US);
        assertThat(resumed(paused(later))).isEqualTo(later);
        assertThat(resumed(paused(past)).status()).isEqualTo(TaskStatus.READY);
        assertThat(RequestRules.due(paused(past), NOW)).isEqualTo(new Verdict.Stale());
    }

    @Test
    void whatIsResumedKeepsWhatItHasUsedUnlessThatIsAll() {
        TaskState some = resumed(paused(task(TaskStatus.READY)));
        TaskState all = resumed(paused(task(TaskStatus.READY).withUsed(2, 1)));

        assertThat(some.status()).isEqualTo(TaskStatus.READY);
        assertThat(some.attempt()).isEqualTo(5);
        assertThat(some.used()).isEqualTo(1);
        assertThat(some.error()).isEqualTo(ERROR);
        assertThat(all.used()).isZero();
        assertThat(all.error()).isNull();
    }

    @Test
    void whatIsBlockedWaitsForSomebodyWhenItsDependenciesAreMet() {
        TaskState marked = paused(task(TaskStatus.BLOCKED, 2, 0));

        TaskState one = accepted(RequestRules.met(marked, 1, NOW));
        TaskState both = accepted(RequestRules.met(one, 1, NOW));

        assertThat(marked.status()).isEqualTo(TaskStatus.BLOCKED);
        assertThat(one.status()).isEqualTo(TaskStatus.BLOCKED);
        assertThat(both.status()).isEqualTo(TaskStatus.SCHEDULED);
        assertThat(both.paused()).isTrue();
        assertThat(resumed(both).status()).isEqualTo(TaskStatus.READY);
        TaskState free = accepted(RequestRules.met(resumed(one), 1, NOW));
        assertThat(free.status()).isEqualTo(TaskStatus.READY);
    }

    @Test
    void whatRunsGoesOnAndWaitsWhereItWouldBeTriedAgain() {
        TaskState marked = paused(task(TaskStatus.RUNNING));
        assertThat(marked.status()).isEqualTo(TaskStatus.RUNNING);
        assertThat(marked.fence()).isEqualTo(task(TaskStatus.RUNNING).fence());

        List<TaskState> next =
                List.of(
                        failed(marked, "maybe", true),
                        released(marked, ReleaseReason.WORKER_LOST),
                        released(marked, ReleaseReason.ASSIGNMENT_LOST),
                        released(marked, ReleaseReason.HEARTBEAT_TIMEOUT));

        assertThat(next)
                .allMatch(TaskState::paused)
                .allMatch(TaskState::held)
                .allMatch(state -> state.attempt() == 5)
                .allMatch(state -> RequestRules.due(state, NOW) instanceof Verdict.Stale);
        assertThat(resumed(next.getFirst()).runAfterUs())
                .as("the delay before its next run")
                .isEqualTo(NOW_US + 200_000);
        assertThat(next.get(2).used()).isEqualTo(1);
        assertThat(resumed(next.get(2)).status()).isEqualTo(TaskStatus.READY);
    }

    private static TaskState released(TaskState state, ReleaseReason reason) {
        return accepted(AttemptRules.release(state, state.fence(), reason, "", true, NOW));
    }

    @Test
    void whatRunsAndFailsForGoodHasFailed() {
        TaskState marked = paused(task(TaskStatus.RUNNING));

        assertThat(failed(marked, "never", true).status()).isEqualTo(TaskStatus.FAILED);
        assertThat(failed(marked, "maybe", false).status()).isEqualTo(TaskStatus.FAILED);
        assertThat(failed(marked.withUsed(2, 0), "maybe", true).status())
                .isEqualTo(TaskStatus.DEAD);
    }

    @Test
    void theMarkGoesWithTheRunThatCompletesAlsoWhereThatWaitsForChildren() {
        TaskState marked = paused(task(TaskStatus.RUNNING));
        ChildrenPolicy waits = ChildrenPolicy.newBuilder().setWaitOnCompletion(true).build();
        TaskEvent done = report(marked).setCompleted(Completed.getDefaultInstance()).build();

        TaskState completed =
                accepted(FamilyRules.heldBack(waits, AttemptRules.fold(marked, done, NOW)));

        assertThat(completed.waitsForChildren()).isTrue();
        assertThat(completed.held()).isFalse();
        assertThat(accepted(RequestRules.complete(marked)).held()).isFalse();
        assertThat(PauseRules.pause(completed, NOW)).isInstanceOf(Verdict.Illegal.class);
        assertThat(PauseRules.resume(completed, NOW)).isInstanceOf(Verdict.Illegal.class);
    }

    @Test
    void takenAwayTheMarkLeavesNothing() {
        TaskState running = task(TaskStatus.RUNNING, 0, NOW_US - 7);

        assertThat(resumed(paused(running))).isEqualTo(running);
        assertThat(failed(resumed(paused(running)), "maybe", true).held()).isFalse();
    }

    @Test
    void whatIsPausedAlreadyStaysAsItIs() {
        for (TaskStatus status :
                List.of(TaskStatus.READY, TaskStatus.SCHEDULED, TaskStatus.RUNNING)) {
            TaskState paused = paused(task(status, 0, status == TaskStatus.SCHEDULED ? 1 : 0));
            assertThat(PauseRules.pause(paused, NOW)).isEqualTo(new Verdict.Duplicate());
        }
        TaskState usedUp = task(TaskStatus.SCHEDULED, 0, 0);
        assertThat(PauseRules.pause(usedUp, NOW)).isEqualTo(new Verdict.Duplicate());
    }

    @ParameterizedTest
    @EnumSource(names = {"COMPLETED", "FAILED", "CANCELLED", "TIMED_OUT", "DEAD"})
    void whatHasEndedIsNeitherPausedNorResumed(TaskStatus status) {
        TaskState ended = task(status, 0, -1);

        assertThat(PauseRules.pause(ended, NOW)).isInstanceOf(Verdict.Illegal.class);
        assertThat(PauseRules.resume(ended, NOW)).isInstanceOf(Verdict.Illegal.class);
        if (status != TaskStatus.COMPLETED) {
            TaskState again = accepted(RequestRules.retry(ended, 0, NOW));
            assertThat(again.held()).as("run again, it has no mark").isFalse();
        }
    }
}
