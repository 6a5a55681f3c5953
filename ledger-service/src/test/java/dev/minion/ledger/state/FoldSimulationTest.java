package dev.minion.ledger.state;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.minion.contracts.ledger.ReleaseReason;
import dev.minion.contracts.records.Completed;
import dev.minion.contracts.records.Failed;
import dev.minion.contracts.records.Progressed;
import dev.minion.contracts.records.Returned;
import dev.minion.contracts.records.Started;
import dev.minion.contracts.records.TaskEvent;
import dev.minion.contracts.tasks.Fence;
import dev.minion.contracts.tasks.TaskError;
import dev.minion.contracts.tasks.TaskStatus;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A hundred thousand seeded lives of a task, in which reports are duplicated, reordered, delayed,
 * dropped and sent by attempts that were fenced long ago.
 */
class FoldSimulationTest {

    private static final int LIVES = 12_500;
    private static final int STEPS = 60;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void aTaskEndsOnceAndItsFenceOnlyRises(long seed) {
        for (int life = 0; life < LIVES; life++) {
            new Life(new SplittableRandom(seed * 1_000_003 + life)).run();
        }
    }

    private static final class Life {

        private final SplittableRandom random;
        private final List<TaskEvent> underWay = new ArrayList<>();
        private final Set<Fence> ended = new HashSet<>();
        private TaskState state;
        private int epoch = 1;
        private long nowUs = 1_000_000;
        private int terminalTransitions;

        Life(SplittableRandom random) {
            this.random = random;
            RetryRule retry =
                    new RetryRule(
                            1 + random.nextInt(4),
                            random.nextInt(3),
                            2,
                            10,
                            0.2,
                            Set.of("no"),
                            random.nextInt(3) == 0);
            this.state =
                    new TaskState(TaskStatus.READY, 1, 1, 0, 0, 0, 0, 0, retry, "", 0, -1, null);
        }

        void run() {
            for (int step = 0; step < STEPS; step++) {
                nowUs += random.nextInt(5_000);
                epoch += random.nextInt(50) == 0 ? 1 : 0;
                worker();
                deliver();
                clock();
                coordinator();
                somebody();
            }
            assertThat(terminalTransitions).isLessThanOrEqualTo(1);
            assertThat(state.used()).isLessThanOrEqualTo(state.retry().maxAttempts());
            if (state.status() == TaskStatus.DEAD) {
                assertThat(state.retry().pauses()).isFalse();
                assertThat(state.used()).isEqualTo(state.retry().maxAttempts());
            }
        }

        /** Somebody who holds the current fence, or once held an older one, reports something. */
        private void worker() {
            int attempt = Math.max(1, state.attempt() - random.nextInt(3));
            Fence fence = Fence.newBuilder().setEpoch(state.epoch()).setAttempt(attempt).build();
            TaskEvent.Builder event = TaskEvent.newBuilder().setFence(fence).setWorkerId("w");
            switch (random.nextInt(6)) {
                case 0 -> event.setStarted(Started.getDefaultInstance());
                case 1 ->
                        event.setProgressed(
                                Progressed.newBuilder().setPercent(random.nextInt(200)));
                case 2 ->
                        event.setCompleted(
                                Completed.newBuilder().setOutput(ByteString.copyFromUtf8("1")));
                case 3 -> event.setReturned(Returned.getDefaultInstance());
                default -> event.setFailed(failure());
            }
            underWay.add(event.build());
        }

        private Failed failure() {
            return Failed.newBuilder()
                    .setTimedOut(random.nextInt(4) == 0)
                    .setError(
                            TaskError.newBuilder()
                                    .setCode(random.nextInt(5) == 0 ? "no" : "maybe")
                                    .setRetryable(random.nextInt(5) > 0))
                    .build();
        }

        /** Any of what is under way arrives, is lost, or arrives and will arrive again. */
        private void deliver() {
            for (int i = random.nextInt(3); i > 0 && !underWay.isEmpty(); i--) {
                int which = random.nextInt(underWay.size());
                TaskEvent event = underWay.get(which);
                if (random.nextInt(3) > 0) {
                    underWay.remove(which);
                }
                if (random.nextInt(10) > 0) {
                    boolean current = AttemptRules.current(state, event.getFence());
                    Verdict verdict = AttemptRules.fold(state, event, moment());
                    if (verdict instanceof Verdict.Accepted) {
                        assertThat(current).isTrue();
                    }
                    apply(verdict, event.getFence());
                }
            }
        }

        private void clock() {
            if (RequestRules.due(state, moment()) instanceof Verdict.Accepted accepted) {
                assertThat(state.runAfterUs()).isLessThanOrEqualTo(nowUs);
                assertThat(state.held()).isFalse();
                apply(accepted, state.fence());
            }
        }

        private void coordinator() {
            if (random.nextInt(8) == 0) {
                ReleaseReason[] reasons = {
                    ReleaseReason.ASSIGNMENT_LOST,
                    ReleaseReason.WORKER_LOST,
                    ReleaseReason.RUN_TIMEOUT,
                    ReleaseReason.HEARTBEAT_TIMEOUT
                };
                Fence known =
                        Fence.newBuilder()
                                .setEpoch(state.epoch())
                                .setAttempt(state.attempt() - random.nextInt(2))
                                .build();
                apply(
                        AttemptRules.release(
                                state,
                                known,
                                reasons[random.nextInt(reasons.length)],
                                "",
                                random.nextBoolean(),
                                moment()),
                        known);
            }
            if (random.nextInt(100) == 0) {
                apply(RequestRules.cancel(state, ""), state.fence());
            }
        }

        /** Who pauses tasks, and looks after paused ones, now and then. */
        private void somebody() {
            if (state.paused() && !state.held()) {
                assertThat(state.retry().pauses()).isTrue();
                assertThat(state.used()).isEqualTo(state.retry().maxAttempts());
            }
            if (random.nextInt(10) == 0) {
                boolean open = !Transitions.terminal(state.status());
                Verdict verdict = PauseRules.resume(state, moment());
                assertThat(verdict instanceof Verdict.Accepted)
                        .isEqualTo(open && (state.paused() || state.held()));
                apply(verdict, state.fence());
            }
            if (random.nextInt(20) == 0) {
                int used = state.used();
                apply(PauseRules.pause(state, moment()), state.fence());
                assertThat(state.used()).isEqualTo(used);
                assertThat(PauseRules.pause(state, moment()))
                        .isNotInstanceOf(Verdict.Accepted.class);
            }
        }

        private void apply(Verdict verdict, Fence fence) {
            if (!(verdict instanceof Verdict.Accepted accepted)) {
                return;
            }
            TaskState next = accepted.next();
            assertThat(Transitions.terminal(state.status())).isFalse();
            assertThat(
                            next.status() == state.status()
                                    || Transitions.allowed(state.status(), next.status()))
                    .isTrue();
            assertThat(next.epoch()).isGreaterThanOrEqualTo(state.epoch());
            assertThat(next.attempt()).isBetween(state.attempt(), state.attempt() + 1);
            if (accepted.attemptEnded()) {
                assertThat(ended.add(fence)).as("one outcome for each fence").isTrue();
            }
            terminalTransitions += Transitions.terminal(next.status()) ? 1 : 0;
            state = next;
        }

        private Moment moment() {
            return new Moment(nowUs, epoch, random);
        }
    }
}
