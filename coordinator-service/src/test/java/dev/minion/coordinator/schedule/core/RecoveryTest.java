package dev.minion.coordinator.schedule.core;

import static dev.minion.coordinator.schedule.core.Desk.SECOND;
import static dev.minion.coordinator.schedule.core.Desk.attempt;
import static dev.minion.coordinator.schedule.core.Desk.id;
import static dev.minion.coordinator.schedule.core.Desk.running;
import static dev.minion.coordinator.schedule.core.SimulatedNetwork.MILLI;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.minion.contracts.HandMark;
import dev.minion.contracts.ledger.OpenTask;
import dev.minion.contracts.ledger.Release;
import dev.minion.contracts.ledger.ReleaseReason;
import dev.minion.contracts.ledger.ReleaseResult;
import dev.minion.contracts.records.ReadyTask;
import dev.minion.contracts.records.RunningAttempt;
import dev.minion.contracts.tasks.TaskStatus;
import dev.minion.coordinator.pool.core.Worker;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What becomes of attempts when somebody falls silent. */
class RecoveryTest {

    private final Desk desk = Desk.settled(10);

    @Test
    void anAssignmentThatNobodyNamesIsReleasedWithoutBurningARetry() {
        assigned(5);

        desk.passWith("w", 1, 11 * SECOND);

        Release release = onlyRelease();
        assertThat(release.getReason()).isEqualTo(ReleaseReason.ASSIGNMENT_LOST);
        assertThat(release.getStarted()).isFalse();
    }

    @Test
    void anAttemptThatItsWorkerNamesIsLeftAlone() {
        ReadyTask task = assigned(5);

        desk.passWith("w", 1, 60 * SECOND, running(task));

        assertThat(desk.all(Effect.ReleaseAttempts.class)).isEmpty();
    }

    @Test
    void theAttemptsOfADeadWorkerAreReleasedAsCrashesOnlyWhereTheyHadStarted() {
        ReadyTask started = desk.task(5);
        ReadyTask unstarted = desk.task(5);
        desk.beat("w", 2);
        desk.ready(started);
        desk.beat("w", 2, running(started));
        desk.ready(unstarted);

        passWithProbes(desk, 5 * SECOND);

        assertThat(releases())
                .allMatch(release -> release.getReason() == ReleaseReason.WORKER_LOST)
                .hasSize(2)
                .anyMatch(r -> r.getTaskId().equals(started.getTaskId()) && r.getStarted())
                .anyMatch(r -> r.getTaskId().equals(unstarted.getTaskId()) && !r.getStarted());
    }

    @Test
    void nobodyDiesWhileTheLogIsAway() {
        ReadyTask task = assigned(5);

        desk.pass(60 * SECOND);

        assertThat(desk.all(Effect.ReleaseAttempts.class)).isEmpty();
        assertThat(desk.all(Effect.Probe.class)).hasSize(1);
        desk.tell(new Event.ProbeAnswered(true));
        desk.pass(SECOND);
        desk.beat("w", 1, running(task));
        desk.pass(SECOND);
        assertThat(desk.all(Effect.ReleaseAttempts.class)).isEmpty();
    }

    @Test
    void whoIsNotHeardInTheMidstOfTwoSilencesIsNotDead() {
        desk.beat("w", 1);
        desk.beat("other", 1);
        ReadyTask task = desk.task(5);
        desk.ready(task);

        desk.pass(2_200 * MILLI);
        desk.beat("other", 1);
        desk.pass(2_600 * MILLI);

        assertThat(desk.all(Effect.ReleaseAttempts.class)).isEmpty();
    }

    @Test
    void aRunTimeoutWaitsForWhatTheWorkerSaidWhileTheLogWasAway() {
        ReadyTask task = Desk.withRunTimeout(desk.task(5), 3_000);
        desk.beat("w", 1);
        desk.ready(task);
        desk.beat("w", 1, running(task));

        desk.pass(20 * SECOND);
        desk.passWith("w", 1, 4 * SECOND, running(task));
        assertThat(desk.all(Effect.ReleaseAttempts.class)).isEmpty();
        desk.passWith("w", 1, 3 * SECOND, running(task));

        assertThat(onlyRelease().getReason()).isEqualTo(ReleaseReason.RUN_TIMEOUT);
    }

    @Test
    void aRunThatItsHandlerExtendedIsLeftAloneUntilItsNewDeadline() {
        ReadyTask task = Desk.withRunTimeout(desk.task(5), 3_000);
        desk.beat("w", 1);
        desk.ready(task);
        desk.beat("w", 1, running(task));

        desk.passWith("w", 1, 2 * SECOND, extended(task, 20_000));
        desk.passWith("w", 1, 18 * SECOND, running(task));
        assertThat(desk.all(Effect.ReleaseAttempts.class)).isEmpty();
        desk.passWith("w", 1, 9 * SECOND, running(task));

        assertThat(onlyRelease().getReason()).isEqualTo(ReleaseReason.RUN_TIMEOUT);
    }

    @Test
    void anExtensionNeverTakesAwayWhatWasGrantedBefore() {
        ReadyTask task = Desk.withRunTimeout(desk.task(5), 30_000);
        desk.beat("w", 1);
        desk.ready(task);
        desk.beat("w", 1, running(task));

        desk.passWith("w", 1, 2 * SECOND, extended(task, 1));
        desk.passWith("w", 1, 25 * SECOND, running(task));

        assertThat(desk.all(Effect.ReleaseAttempts.class)).isEmpty();
    }

    private static RunningAttempt extended(ReadyTask task, long leftMillis) {
        return running(task).toBuilder().setRunLeftMs(leftMillis).build();
    }

    @Test
    void theDeadAreReleasedSoManyAtATime() {
        Desk wide = Desk.settled(500);
        wide.beat("w", 1_000);
        for (int i = 0; i < 120; i++) {
            wide.ready(wide.task(5));
        }

        passWithProbes(wide, 6 * SECOND);

        assertThat(wide.all(Effect.ReleaseAttempts.class))
                .extracting(release -> release.releases().size())
                .containsExactly(50, 50, 20);
    }

    @Test
    void aReleasedAttemptComesBackWithItsNewFence() {
        ReadyTask task = assigned(5);
        desk.passWith("w", 1, 11 * SECOND);
        Release release = onlyRelease();

        desk.tell(
                new Event.ReleaseAnswered(
                        List.of(release),
                        List.of(
                                ReleaseResult.newBuilder()
                                        .setTaskId(task.getTaskId())
                                        .setReleased(true)
                                        .setTask(attempt(task, 2))
                                        .build())));

        assertThat(desk.takeAssigned()).containsExactly(id(task));
        assertThat(desk.scheduler.released()).isEqualTo(1);
    }

    @Test
    void aStaleReleaseFreesTheSlot() {
        ReadyTask task = assigned(5);
        desk.passWith("w", 1, 11 * SECOND);

        desk.tell(
                new Event.ReleaseAnswered(
                        List.of(onlyRelease()),
                        List.of(ReleaseResult.newBuilder().setTaskId(task.getTaskId()).build())));

        assertThat(desk.scheduler.inFlight()).isZero();
        assertThat(worker().free()).isEqualTo(1);
    }

    @Test
    void aReleaseThatFailedWaitsItsWholeTimeAgain() {
        assigned(5);
        desk.passWith("w", 1, 11 * SECOND);
        Release release = onlyRelease();
        desk.effects.clear();

        desk.tell(new Event.ReleaseFailed(List.of(release)));

        desk.passWith("w", 1, 9 * SECOND);
        assertThat(desk.all(Effect.ReleaseAttempts.class)).isEmpty();
        desk.passWith("w", 1, 2 * SECOND);
        assertThat(desk.all(Effect.ReleaseAttempts.class)).hasSize(1);
    }

    @Test
    void aRunTimeoutIsEnforcedWhenTheWorkerDoesNot() {
        ReadyTask task = Desk.withRunTimeout(desk.task(5), 3_000);
        desk.beat("w", 1);
        desk.ready(task);

        desk.passWith("w", 1, 8 * SECOND, running(task));
        assertThat(desk.all(Effect.ReleaseAttempts.class)).isEmpty();
        desk.passWith("w", 1, 2 * SECOND, running(task));

        assertThat(onlyRelease().getReason()).isEqualTo(ReleaseReason.RUN_TIMEOUT);
    }

    @Test
    void aWorkerThatRunsAPassedFenceIsToldToStopAndKeepsItsSlotTaken() {
        ReadyTask task = assigned(5);
        desk.beat("w", 1, running(task));
        desk.ready(attempt(task, 2));

        desk.beat("w", 1, running(task));

        Effect.CancelAttempt cancel = desk.all(Effect.CancelAttempt.class).getFirst();
        assertThat(cancel.taskId()).isEqualTo(id(task));
        assertThat(cancel.fence()).isEqualTo(Desk.fence(1));
        assertThat(worker().free()).isZero();
        desk.takeAssigned();
        desk.beat("w", 1);
        assertThat(desk.takeAssigned()).containsExactly(id(task));
    }

    @Test
    void aCancelledAttemptIsStoppedAndItsSlotFreeOnceItIsNoLongerNamed() {
        ReadyTask task = assigned(5);
        desk.beat("w", 1, running(task));

        desk.changed(task, TaskStatus.CANCELLED, true, "w");

        assertThat(desk.all(Effect.CancelAttempt.class)).hasSize(1);
        assertThat(worker().free()).isZero();
        desk.beat("w", 1);
        assertThat(worker().free()).isEqualTo(1);
    }

    @Test
    void theAttemptOfAParentThatFailsWithItsChildIsStopped() {
        ReadyTask task = assigned(5);
        desk.beat("w", 1, running(task));

        desk.changed(task, TaskStatus.FAILED, true, "w", "child-failed");

        assertThat(desk.all(Effect.CancelAttempt.class)).hasSize(1);
    }

    @Test
    void theAttemptOfATaskThatSomebodyPausedIsStoppedAndTheNextOneGoesOut() {
        ReadyTask task = assigned(5);

        desk.changed(task, TaskStatus.SCHEDULED, true, "", HandMark.PAUSED.code());

        assertThat(desk.all(Effect.CancelAttempt.class)).hasSize(1);
        desk.beat("w", 1);
        assertThat(worker().free()).isEqualTo(1);
        desk.takeAssigned();
        desk.ready(task.toBuilder().setFence(Desk.fence(2)).build());
        assertThat(desk.takeAssigned()).containsExactly(id(task));
    }

    @Test
    void aHeartbeatThatCrossedTheOutcomeIsNotHeldAgainstTheWorker() {
        ReadyTask task = assigned(5);
        desk.completed(task);

        desk.beat("w", 1, running(task));

        assertThat(desk.all(Effect.CancelAttempt.class)).isEmpty();
        assertThat(worker().free()).isEqualTo(1);
    }

    @Test
    void anAssignmentThatCouldNotBeSentGoesBackAfterAPause() {
        ReadyTask task = desk.task(5);
        desk.beat("w", 1);
        desk.ready(task);
        Effect.Assign failed = desk.all(Effect.Assign.class).getFirst();
        desk.takeAssigned();

        desk.tell(new Event.AssignmentsFailed(List.of(failed)));

        assertThat(worker().held()).isZero();
        assertThat(desk.takeAssigned()).isEmpty();
        desk.passWith("w", 1, SECOND);
        assertThat(desk.takeAssigned()).containsExactly(id(task));
    }

    @Test
    void whatAStoppedWorkerLeftBehindIsReleasedSoon() {
        ReadyTask task = assigned(5);

        desk.tell(new Event.HeartbeatArrived(desk.heartbeat("w", 1).setStopped(true).build()));
        passWithProbes(desk, 3 * SECOND);

        assertThat(onlyRelease().getTaskId()).isEqualTo(task.getTaskId());
        assertThat(onlyRelease().getReason()).isEqualTo(ReleaseReason.ASSIGNMENT_LOST);
    }

    @Test
    void aNewOwnerReleasesWhatTheLedgerCallsRunningOnAWorkerThatIsNeverHeard() {
        Desk fresh = new Desk(10);
        fresh.tell(new Event.PartitionsAssigned(Set.of(0)));
        ReadyTask task = fresh.task(5);
        fresh.answerOpen(List.of(OpenTask.newBuilder().setTask(task).setWorkerId("gone").build()));

        fresh.passWith("other", 1, 6 * SECOND);

        assertThat(fresh.all(Effect.ReleaseAttempts.class))
                .singleElement()
                .satisfies(
                        release ->
                                assertThat(release.releases().getFirst().getReason())
                                        .isEqualTo(ReleaseReason.WORKER_LOST));
    }

    /** Owns partition 0 after the worker was heard for a while. */
    private static Desk takeover() {
        Desk later = new Desk(10);
        later.passWith("w", 2, 5 * SECOND);
        later.tell(new Event.PartitionsAssigned(Set.of(0)));
        return later;
    }

    @Test
    void whatTheOwnerBeforeMarkedAndNoWorkerNamesIsReleasedOnceAllHaveSpoken() {
        Desk later = takeover();
        ReadyTask.Builder marked = later.task(5).toBuilder();
        marked.getDemandsBuilder().getFlowBuilder().setKey("k").setConcurrency(1);
        ReadyTask next = later.task(5);
        later.answerOpen(List.of(OpenTask.newBuilder().setTask(marked).setWorkerId("w").build()));
        later.answerPage(List.of(next), false);

        later.pass(200 * MILLI);
        later.beat("w", 2);
        assertThat(later.takeAssigned()).as("it may have been on its way").isEmpty();
        later.pass(200 * MILLI);
        later.beat("w", 2);

        assertThat(later.takeAssigned()).containsExactly(id(next));
        later.pass(200 * MILLI);
        assertThat(later.all(Effect.ReleaseAttempts.class))
                .flatExtracting(Effect.ReleaseAttempts::releases)
                .singleElement()
                .satisfies(
                        release -> {
                            assertThat(release.getTaskId()).isEqualTo(marked.getTaskId());
                            assertThat(release.getReason())
                                    .isEqualTo(ReleaseReason.ASSIGNMENT_LOST);
                        });
    }

    @Test
    void whatTheOwnerBeforeMarkedAndAWorkerNamesIsLeftAlone() {
        Desk later = takeover();
        ReadyTask.Builder marked = later.task(5).toBuilder();
        marked.getDemandsBuilder().getFlowBuilder().setKey("k").setConcurrency(1);
        later.answerOpen(List.of(OpenTask.newBuilder().setTask(marked).setWorkerId("w").build()));

        later.passWith("w", 2, 20 * SECOND, running(marked.build()));

        assertThat(later.all(Effect.ReleaseAttempts.class)).isEmpty();
    }

    @Test
    void aNewOwnerWaitsForAWorkerThatIsSilentNoLongerThanForTwoHeartbeats() {
        Desk later = new Desk(10);
        later.passWith("w", 2, 3 * SECOND);
        later.beat("silent", 1);
        later.tell(new Event.PartitionsAssigned(Set.of(0)));
        ReadyTask next = later.task(5);
        later.answerOpen(List.of());
        later.answerPage(List.of(next), false);

        later.pass(1_800 * MILLI);
        later.beat("w", 2);
        assertThat(later.takeAssigned()).isEmpty();
        later.pass(200 * MILLI);

        assertThat(later.takeAssigned()).containsExactly(id(next));
    }

    @Test
    void whatComesBackIsNotSentToTheSameFullWorkerAtOnce() {
        ReadyTask task = desk.task(5);
        desk.beat("w", 2);
        desk.ready(task);
        desk.takeAssigned();

        desk.changed(task, TaskStatus.READY, true, "w");
        desk.ready(attempt(task, 2));

        assertThat(desk.takeAssigned()).isEmpty();
        desk.beat("w", 2);
        assertThat(desk.takeAssigned()).containsExactly(id(task));
    }

    @Test
    void aWorkerThatShouldDrainIsToldUntilItSaysThatItDoes() {
        desk.beat("w", 1);
        desk.tell(new Event.DrainRequested("w"));
        desk.beat("w", 1);
        assertThat(desk.all(Effect.DrainWorker.class)).hasSize(2);

        desk.tell(new Event.HeartbeatArrived(desk.heartbeat("w", 1).setDraining(true).build()));
        desk.ready(desk.task(5));

        assertThat(desk.all(Effect.DrainWorker.class)).hasSize(2);
        assertThat(desk.takeAssigned()).isEmpty();
    }

    @CanIgnoreReturnValue
    private ReadyTask assigned(int priority) {
        ReadyTask task = desk.task(priority);
        desk.beat("w", 1);
        desk.ready(task);
        assertThat(desk.takeAssigned()).containsExactly(id(task));
        return task;
    }

    private Worker worker() {
        return Objects.requireNonNull(desk.fleet.worker("w"));
    }

    private List<Release> releases() {
        return desk.all(Effect.ReleaseAttempts.class).stream()
                .flatMap(effect -> effect.releases().stream())
                .toList();
    }

    private Release onlyRelease() {
        assertThat(releases()).hasSize(1);
        return releases().getFirst();
    }

    /** Time passes; no worker is heard, and the log works. */
    private static void passWithProbes(Desk desk, long nanos) {
        for (long end = desk.now + nanos; desk.now < end; ) {
            desk.pass(200_000_000L);
            if (desk.effects.removeIf(Effect.Probe.class::isInstance)) {
                desk.tell(new Event.ProbeAnswered(true));
            }
        }
    }
}
