package dev.minion.coordinator.schedule.core;

import static dev.minion.coordinator.schedule.core.Desk.SECOND;
import static dev.minion.coordinator.schedule.core.Desk.attempt;
import static dev.minion.coordinator.schedule.core.Desk.id;
import static dev.minion.coordinator.schedule.core.Desk.running;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.google.protobuf.ByteString;
import dev.minion.contracts.records.ReadyTask;
import dev.minion.contracts.tasks.TaskStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The window: order, bounds, and what may not overtake what. */
class SchedulerTest {

    /** Somebody runs the type, but has no slot yet. */
    private static Desk withBusyWorker(int window) {
        Desk desk = Desk.settled(window);
        desk.beat("w", 0);
        return desk;
    }

    @Test
    void aReadyTaskGoesToAFreeWorkerAtOnce() {
        Desk desk = Desk.settled(10);
        desk.beat("w", 1);
        ReadyTask task = desk.task(5);

        desk.ready(task);

        assertThat(desk.takeAssigned()).containsExactly(id(task));
    }

    @Test
    void theHighestPriorityGoesFirstAndAmongEqualsTheOldest() {
        Desk desk = withBusyWorker(10);
        ReadyTask low = desk.task(1);
        ReadyTask older = desk.task(9);
        ReadyTask younger = desk.task(9);
        desk.ready(low, younger, older);

        desk.beat("w", 3);

        assertThat(desk.takeAssigned()).containsExactly(id(older), id(younger), id(low));
    }

    @Test
    void aWorkerNeverGetsMoreThanItsCapacity() {
        Desk desk = withBusyWorker(10);
        ReadyTask first = desk.task(5);
        desk.ready(first, desk.task(5), desk.task(5));

        desk.beat("w", 2);

        assertThat(desk.takeAssigned()).hasSize(2);
        desk.completed(first);
        assertThat(desk.takeAssigned()).hasSize(1);
    }

    @Test
    void tasksThatNobodyCanRunDoNotHoldUpOthers() {
        Desk desk = Desk.settled(10);
        desk.beat("w", 1);
        ReadyTask stuck = desk.task("unknown", 10);
        ReadyTask possible = desk.task(1);

        desk.ready(stuck, possible);

        assertThat(desk.takeAssigned()).containsExactly(id(possible));
    }

    @Test
    void tasksThatNobodyCanRunFillAQuarterOfTheWindowAtMost() {
        Desk desk = Desk.settled(8);
        for (int i = 0; i < 8; i++) {
            desk.ready(desk.task("unknown", 10));
        }

        assertThat(desk.scheduler.waiting()).isEqualTo(2);
        desk.pass(5 * SECOND);
        assertThat(desk.all(Effect.RequestPage.class).getFirst().excludeTypes())
                .containsExactly("unknown");
    }

    @Test
    void aTypeThatFindsAWorkerIsReadFromTheLedger() {
        Desk desk = Desk.settled(4);
        desk.ready(desk.task("unknown", 10), desk.task("unknown", 10));

        desk.tell(
                new Event.HeartbeatArrived(
                        desk.heartbeat("w", 1).addCapabilities("unknown").build()));

        assertThat(desk.takeAssigned()).hasSize(1);
        assertThat(desk.all(Effect.RequestPage.class)).hasSize(1);
    }

    @Test
    void aHigherPriorityEvictsTheLowestOfAFullWindow() {
        Desk desk = Desk.settled(2);
        desk.beat("w", 1);
        ReadyTask runs = desk.task(5);
        ReadyTask keeps = desk.task(5);
        ReadyTask goes = desk.task(1);
        ReadyTask comes = desk.task(10);
        desk.ready(runs);
        desk.ready(keeps, goes);

        desk.ready(comes);

        assertThat(desk.scheduler.where(id(goes))).isNull();
        assertThat(desk.scheduler.where(id(comes))).isNotNull();
        assertThat(desk.scheduler.where(id(keeps))).isNotNull();
    }

    @Test
    void aFreshTaskDoesNotOvertakeABetterOneThatWasLeftInTheLedger() {
        Desk desk = withBusyWorker(2);
        ReadyTask first = desk.task(5);
        ReadyTask second = desk.task(5);
        ReadyTask leftOut = desk.task(4);
        ReadyTask fresh = desk.task(3);
        desk.ready(first, second, leftOut);
        desk.beat("w", 1);
        desk.takeAssigned();

        desk.ready(fresh);
        desk.completed(first);
        desk.completed(second);
        desk.takeAssigned();
        desk.answerPage(List.of(leftOut, fresh), false);

        assertThat(desk.takeAssigned()).containsExactly(id(leftOut));
    }

    @Test
    void aWindowThatRunsLowReadsTheNextPageWithoutWhatItHolds() {
        Desk desk = withBusyWorker(4);
        List<ReadyTask> tasks = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            tasks.add(desk.task(5));
            desk.ready(tasks.getLast());
        }
        assertThat(desk.all(Effect.RequestPage.class)).isEmpty();

        desk.beat("w", 2);

        Effect.RequestPage page = desk.all(Effect.RequestPage.class).getFirst();
        assertThat(page.limit()).isEqualTo(2);
        assertThat(page.places())
                .containsExactly(new Effect.QueuePlace(0, new Rank(5, id(tasks.get(4)))));
        assertThat(page.exclude()).containsExactlyInAnyOrder(id(tasks.get(0)), id(tasks.get(1)));
    }

    @Test
    void afterACompletePageFreshRecordsComeInDirectlyAgain() {
        Desk desk = withBusyWorker(2);
        ReadyTask a = desk.task(5);
        ReadyTask b = desk.task(5);
        ReadyTask c = desk.task(5);
        desk.ready(a, b, c);
        desk.beat("w", 10);
        desk.answerPage(List.of(c), false);
        desk.takeAssigned();
        ReadyTask fresh = desk.task(1);

        desk.ready(fresh);

        assertThat(desk.takeAssigned()).containsExactly(id(fresh));
    }

    @Test
    void whatArrivesWhileAPageIsUnderWayWaitsForIt() {
        Desk desk = withBusyWorker(2);
        ReadyTask a = desk.task(5);
        ReadyTask b = desk.task(5);
        ReadyTask c = desk.task(5);
        ReadyTask fresh = desk.task(5);
        desk.ready(a, b, c);
        desk.beat("w", 10);
        desk.takeAssigned();

        desk.ready(fresh);

        assertThat(desk.takeAssigned()).isEmpty();
        desk.answerPage(List.of(c), false);
        assertThat(desk.takeAssigned()).containsExactly(id(c), id(fresh));
    }

    @Test
    void aLostRecordIsFoundByReconciliation() {
        Desk desk = Desk.settled(10);
        ReadyTask lost = desk.task(5);
        desk.passWith("w", 1, 6 * SECOND);

        desk.answerPage(List.of(lost), false);

        assertThat(desk.takeAssigned()).containsExactly(id(lost));
    }

    @Test
    void aRecordThatComesTwiceIsAssignedOnce() {
        Desk desk = Desk.settled(10);
        desk.beat("w", 5);
        ReadyTask task = desk.task(5);
        desk.ready(task, task);
        desk.ready(task);
        desk.completed(task);

        desk.ready(task);

        assertThat(desk.takeAssigned()).containsExactly(id(task));
        assertThat(desk.scheduler.inFlight()).isZero();
    }

    @Test
    void theNextAttemptReplacesTheOneUnderWay() {
        Desk desk = Desk.settled(10);
        desk.beat("w", 1);
        ReadyTask task = desk.task(5);
        desk.ready(task);
        desk.takeAssigned();

        desk.ready(attempt(task, 2));

        assertThat(desk.takeAssigned()).containsExactly(id(task));
        assertThat(desk.scheduler.inFlight()).isEqualTo(1);
    }

    @Test
    void inputsBeyondTheMemoryForThemAreLoadedAtDispatch() {
        Desk desk = withBusyWorker(10); // 100 bytes of inputs
        ByteString input = ByteString.copyFrom(new byte[60]);
        ReadyTask kept = desk.task(5).toBuilder().setInput(input).build();
        ReadyTask elided = desk.task(5).toBuilder().setInput(input).build();
        desk.ready(kept, elided);

        desk.beat("w", 2);

        assertThat(desk.all(Effect.Assign.class))
                .extracting(assign -> assign.task().getInputElided())
                .containsExactly(false, true);
    }

    @Test
    void outputsOfDependenciesTakeOfThatMemoryToo() {
        Desk desk = withBusyWorker(10); // 100 bytes of inputs
        ReadyTask dependant =
                desk.task(5).toBuilder()
                        .setInputElided(true)
                        .setInput(ByteString.copyFrom(new byte[20]))
                        .setDependencyOutputs(ByteString.copyFrom(new byte[40]))
                        .build();
        ReadyTask next = dependant.toBuilder().setTaskId(desk.task(5).getTaskId()).build();
        desk.ready(dependant, next);

        desk.beat("w", 2);

        assertThat(desk.all(Effect.Assign.class))
                .extracting(
                        assign -> assign.task().getInput().size(),
                        assign -> assign.task().getDependencyOutputs().size())
                .containsExactly(tuple(20, 40), tuple(0, 0));
    }

    @Test
    void aCancelledTaskLeavesTheWindow() {
        Desk desk = Desk.settled(10);
        ReadyTask task = desk.task(5);
        desk.ready(task);

        desk.changed(task, TaskStatus.CANCELLED, false, "");
        desk.beat("w", 1);

        assertThat(desk.takeAssigned()).isEmpty();
        assertThat(desk.scheduler.waiting()).isZero();
    }

    @Test
    void aPausedTaskLeavesTheWindow() {
        Desk desk = Desk.settled(10);
        ReadyTask task = desk.task(5);
        desk.ready(task);

        desk.changed(task, TaskStatus.SCHEDULED, true, "", "paused");
        desk.beat("w", 1);

        assertThat(desk.takeAssigned()).isEmpty();
        assertThat(desk.scheduler.waiting()).isZero();
    }

    @Test
    void aChangedPriorityMovesATaskInTheWindow() {
        Desk desk = withBusyWorker(10);
        ReadyTask first = desk.task(5);
        ReadyTask raised = desk.task(1);
        desk.ready(first, raised);
        desk.ready(raised.toBuilder().setPriority(9).build());

        desk.beat("w", 2);

        assertThat(desk.takeAssigned()).containsExactly(id(raised), id(first));
    }

    @Test
    void aNewOwnerAssignsOnlyAfterItHasAskedTheLedgerAndListened() {
        Desk desk = new Desk(10);
        desk.tell(new Event.PartitionsAssigned(Set.of(0)));
        ReadyTask task = desk.task(5);
        desk.answerPage(List.of(task), false);
        desk.beat("w", 1);
        assertThat(desk.takeAssigned()).isEmpty();
        desk.passWith("w", 1, 3 * SECOND);
        assertThat(desk.takeAssigned()).isEmpty();

        desk.answerOpen(List.of());

        assertThat(desk.takeAssigned()).containsExactly(id(task));
    }

    @Test
    void aNewOwnerTakesOverWhatAHeartbeatNames() {
        Desk desk = new Desk(10);
        desk.tell(new Event.PartitionsAssigned(Set.of(0)));
        ReadyTask task = desk.task(5);
        desk.answerPage(List.of(task), false);
        desk.answerOpen(List.of());

        desk.passWith("w", 1, 3 * SECOND, running(task));

        assertThat(desk.takeAssigned()).isEmpty();
        assertThat(desk.scheduler.inFlight()).isEqualTo(1);
    }

    @Test
    void answersToAnEarlierOwnershipAreIgnored() {
        Desk desk = Desk.settled(10);
        desk.pass(6 * SECOND);
        desk.tell(new Event.PartitionsRevoked(Set.of(0)));
        desk.tell(new Event.PartitionsAssigned(Set.of(0)));
        ReadyTask task = desk.task(5);

        desk.tell(new Event.PageArrived(0, 1, List.of(task), List.of(), -1));

        assertThat(desk.scheduler.waiting()).isZero();
    }

    @Test
    void aRevokedPartitionIsForgotten() {
        Desk desk = Desk.settled(10);
        desk.beat("w", 1);
        desk.ready(desk.task(5), desk.task(5));

        desk.tell(new Event.PartitionsRevoked(Set.of(0)));

        assertThat(desk.scheduler.waiting()).isZero();
        assertThat(desk.scheduler.inFlight()).isZero();
        assertThat(Objects.requireNonNull(desk.fleet.worker("w")).held()).isZero();
    }

    @Test
    void whoStopsAssignsNothingMore() {
        Desk desk = Desk.settled(10);
        desk.tell(new Event.Stopping());
        desk.beat("w", 1);

        desk.ready(desk.task(5));

        assertThat(desk.takeAssigned()).isEmpty();
    }

    @Test
    void aPlaceTellsHowManyGoFirst() {
        Desk desk = withBusyWorker(10);
        ReadyTask mine = desk.task(5);
        desk.ready(desk.task(9), mine, desk.task(5), desk.task(1), desk.task(10));

        Scheduler.Whereabouts place = Objects.requireNonNull(desk.scheduler.where(id(mine)));

        assertThat(place.workerId()).isNull();
        assertThat(place.ahead()).isEqualTo(2);
        assertThat(desk.scheduler.where(UUID.randomUUID())).isNull();
    }
}
