package dev.minion.ledger.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minion.contracts.Limits;
import dev.minion.contracts.ledger.ReleaseReason;
import dev.minion.contracts.records.Failed;
import dev.minion.contracts.records.TaskEvent;
import dev.minion.contracts.tasks.TaskError;
import dev.minion.contracts.tasks.TaskStatus;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class AttemptRulesTest {

    private static final Moment NOW = new Moment(5_000_000, 3, new SplittableRandom(1));

    private static TaskState running(int maxAttempts, int failures, int crashes) {
        RetryRule retry = new RetryRule(maxAttempts, 100, 2, 1_000, 0, Set.of("never"));
        return new TaskState(
                TaskStatus.RUNNING, 3, 4, failures, crashes, 0, 0, 0, retry, "w", 1, 50, null);
    }

    private static TaskState fail(TaskState state, String code, boolean retryable, boolean late) {
        TaskEvent event =
                TaskEvent.newBuilder()
                        .setFence(state.fence())
                        .setFailed(
                                Failed.newBuilder()
                                        .setTimedOut(late)
                                        .setError(
                                                TaskError.newBuilder()
                                                        .setCode(code)
                                                        .setRetryable(retryable)))
                        .build();
        return accepted(AttemptRules.fold(state, event, NOW));
    }

    private static TaskState release(TaskState state, ReleaseReason reason, boolean started) {
        return accepted(AttemptRules.release(state, state.fence(), reason, "gone", started, NOW));
    }

    private static TaskState accepted(Verdict verdict) {
        assertThat(verdict).isInstanceOf(Verdict.Accepted.class);
        return ((Verdict.Accepted) verdict).next();
    }

    @Test
    void aRetryableFailureIsScheduledWithTheNextAttemptAndABackoff() {
        TaskState next = fail(running(3, 1, 0), "maybe", true, false);

        assertThat(next.status()).isEqualTo(TaskStatus.SCHEDULED);
        assertThat(next.attempt()).isEqualTo(5);
        assertThat(next.runAfterUs()).isEqualTo(5_000_000 + 200_000);
        assertThat(next.failures()).isEqualTo(2);
        assertThat(next.progress()).isEqualTo(-1);
    }

    @Test
    void aFailureThatSaysWhenToComeBackIsNotRetriedSoonerAndNotForEver() {
        TaskState soon = running(9, 0, 0);

        assertThat(putOff(soon, 5_000).runAfterUs()).isEqualTo(5_000_000 + 5_000_000);
        assertThat(putOff(soon, 50).runAfterUs())
                .as("the backoff is longer")
                .isEqualTo(5_000_000 + 100_000);
        assertThat(putOff(soon, Long.MAX_VALUE).runAfterUs())
                .isEqualTo(5_000_000 + Limits.LONGEST_RETRY_AFTER_MILLIS * 1_000);
        assertThat(putOff(soon, -7).runAfterUs()).isEqualTo(5_000_000 + 100_000);
    }

    @Test
    void thoseWhomOneTargetSentAwayAreSpreadBehindTheTimeItNamed() {
        RetryRule rule = new RetryRule(9, 100, 2, 60_000, 0.5, Set.of());
        SplittableRandom random = new SplittableRandom(7);

        long[] delays =
                LongStream.range(0, 1_000).map(i -> rule.delayMs(1, 10_000, random)).toArray();

        assertThat(LongStream.of(delays).min().orElseThrow()).isBetween(10_000L, 10_100L);
        assertThat(LongStream.of(delays).max().orElseThrow()).isBetween(14_900L, 15_000L);
    }

    private static TaskState putOff(TaskState state, long retryAfterMs) {
        TaskEvent event =
                TaskEvent.newBuilder()
                        .setFence(state.fence())
                        .setFailed(
                                Failed.newBuilder()
                                        .setRetryAfterMs(retryAfterMs)
                                        .setError(
                                                TaskError.newBuilder()
                                                        .setCode("busy")
                                                        .setRetryable(true)))
                        .build();
        return accepted(AttemptRules.fold(state, event, NOW));
    }

    @Test
    void theEndOfTheBudgetIsDeadButASingleRunIsFailed() {
        assertThat(fail(running(3, 2, 0), "maybe", true, false).status())
                .isEqualTo(TaskStatus.DEAD);
        assertThat(fail(running(3, 1, 1), "maybe", true, false).status())
                .isEqualTo(TaskStatus.DEAD);
        assertThat(fail(running(1, 0, 0), "maybe", true, false).status())
                .isEqualTo(TaskStatus.FAILED);
    }

    @Test
    void whatIsNotRetryableFailsAtOnceWhateverTheBudget() {
        assertThat(fail(running(9, 0, 0), "maybe", false, false).status())
                .isEqualTo(TaskStatus.FAILED);
        assertThat(fail(running(9, 0, 0), "never", true, false).status())
                .isEqualTo(TaskStatus.FAILED);
    }

    @Test
    void aLastRunThatWasTooLongIsTimedOut() {
        assertThat(fail(running(2, 0, 0), "run-timeout", true, true).status())
                .isEqualTo(TaskStatus.SCHEDULED);
        assertThat(fail(running(2, 1, 0), "run-timeout", true, true).status())
                .isEqualTo(TaskStatus.TIMED_OUT);
        assertThat(release(running(1, 0, 0), ReleaseReason.RUN_TIMEOUT, true).status())
                .isEqualTo(TaskStatus.TIMED_OUT);
    }

    private static TaskState pausing(int failures, int crashes) {
        RetryRule retry = new RetryRule(3, 100, 2, 1_000, 0, Set.of("never"), true);
        return new TaskState(
                TaskStatus.RUNNING, 3, 4, failures, crashes, 0, 0, 0, retry, "w", 1, 50, null);
    }

    @Test
    void aTaskThatPausesWaitsForSomebodyWhenItsRunsAreUsedUpHoweverTheyEnded() {
        for (TaskState paused :
                List.of(
                        fail(pausing(2, 0), "maybe", true, false),
                        fail(pausing(2, 0), "run-timeout", true, true),
                        release(pausing(0, 2), ReleaseReason.WORKER_LOST, true))) {
            assertThat(paused.status()).isEqualTo(TaskStatus.SCHEDULED);
            assertThat(paused.paused()).isTrue();
            assertThat(paused.attempt()).isEqualTo(5);
            assertThat(paused.error()).isNotNull();
            assertThat(RequestRules.due(paused, NOW)).isEqualTo(new Verdict.Stale());
        }
        assertThat(fail(pausing(1, 0), "maybe", true, false).paused()).isFalse();
        assertThat(fail(pausing(2, 0), "never", true, false).status()).isEqualTo(TaskStatus.FAILED);
    }

    @Test
    void whatIsResumedRunsInTheAttemptThatWasIssuedAndHasItsRetriesAnew() {
        TaskState paused = fail(pausing(2, 0), "maybe", true, false);

        TaskState resumed = accepted(PauseRules.resume(paused, NOW));

        assertThat(resumed.status()).isEqualTo(TaskStatus.READY);
        assertThat(resumed.attempt()).isEqualTo(paused.attempt());
        assertThat(resumed.used()).isZero();
        assertThat(resumed.error()).isNull();
        assertThat(PauseRules.resume(resumed, NOW)).isInstanceOf(Verdict.Illegal.class);
        TaskState waiting = fail(pausing(0, 0), "maybe", true, false);
        assertThat(PauseRules.resume(waiting, NOW)).isInstanceOf(Verdict.Illegal.class);
        assertThat(accepted(RequestRules.cancel(paused, "")).status())
                .isEqualTo(TaskStatus.CANCELLED);
    }

    @Test
    void aLostAssignmentBurnsNothing() {
        TaskState next = release(running(1, 0, 0), ReleaseReason.ASSIGNMENT_LOST, false);

        assertThat(next.status()).isEqualTo(TaskStatus.READY);
        assertThat(next.attempt()).isEqualTo(5);
        assertThat(next.used()).isZero();
    }

    @Test
    void aTaskThatKillsItsWorkersEndsDead() {
        TaskState once = release(running(3, 0, 0), ReleaseReason.WORKER_LOST, true);
        assertThat(once.status()).isEqualTo(TaskStatus.READY);
        assertThat(once.crashes()).isEqualTo(1);
        assertThat(release(running(3, 0, 1), ReleaseReason.WORKER_LOST, true).status())
                .isEqualTo(TaskStatus.SCHEDULED);
        assertThat(release(running(3, 0, 2), ReleaseReason.WORKER_LOST, true).status())
                .isEqualTo(TaskStatus.DEAD);
        assertThat(release(running(1, 0, 0), ReleaseReason.WORKER_LOST, true).status())
                .isEqualTo(TaskStatus.DEAD);
    }

    @Test
    void anOldFenceIsStaleInEitherPart() {
        TaskState state = running(3, 0, 0);
        for (int[] fence : new int[][] {{3, 3}, {2, 4}, {4, 4}, {3, 5}}) {
            TaskEvent event =
                    TaskEvent.newBuilder()
                            .setFence(
                                    state.fence().toBuilder()
                                            .setEpoch(fence[0])
                                            .setAttempt(fence[1]))
                            .setFailed(Failed.getDefaultInstance())
                            .build();
            assertThat(AttemptRules.fold(state, event, NOW)).isEqualTo(new Verdict.Stale());
        }
    }

    @Test
    void aRetryOnRequestStartsAFreshBudgetWithTheNextFence() {
        TaskState dead = running(3, 2, 1).with(TaskStatus.DEAD);

        TaskState next = accepted(RequestRules.retry(dead, 0, NOW));

        assertThat(next.status()).isEqualTo(TaskStatus.READY);
        assertThat(next.attempt()).isEqualTo(5);
        assertThat(next.used()).isZero();
        assertThat(RequestRules.retry(dead.with(TaskStatus.COMPLETED), 0, NOW))
                .isInstanceOf(Verdict.Illegal.class);
        assertThat(RequestRules.retry(running(1, 0, 0), 0, NOW))
                .isInstanceOf(Verdict.Illegal.class);
    }
}
