package dev.minion.coordinator.schedule.core;

import static dev.minion.coordinator.schedule.core.Desk.SECOND;
import static dev.minion.coordinator.schedule.core.Desk.id;
import static org.assertj.core.api.Assertions.assertThat;

import dev.minion.contracts.Queues;
import dev.minion.contracts.ledger.AssignVerdict;
import dev.minion.contracts.ledger.OpenTask;
import dev.minion.contracts.records.ReadyTask;
import dev.minion.contracts.tasks.ExcessPolicy;
import dev.minion.contracts.tasks.Flow;
import dev.minion.contracts.tasks.TaskStatus;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What waits for the limits of its key, and what becomes of what exceeds them. */
class KeyLimitsTest {

    private static final Flow TWO = Flow.newBuilder().setKey("k").setConcurrency(2).build();

    private final Desk desk = Desk.settled(100);

    private ReadyTask of(Flow flow) {
        ReadyTask.Builder task = desk.task(5).toBuilder().setQueue(Queues.of("", flow.getKey()));
        task.getDemandsBuilder().setFlow(flow);
        return task.build();
    }

    private Effect.Assign assigned() {
        return desk.all(Effect.Assign.class).getLast();
    }

    private void refuse(AssignVerdict verdict, long retryAfter) {
        desk.tell(
                new Event.AssignmentsRefused(
                        List.of(new Event.Refusal(assigned(), verdict, retryAfter))));
    }

    private static OpenTask open(ReadyTask task) {
        return OpenTask.newBuilder().setTask(task).setWorkerId("w").setStartedAtUs(1).build();
    }

    private List<UUID> cancelled() {
        return desk.all(Effect.CancelTask.class).stream().map(Effect.CancelTask::taskId).toList();
    }

    @Test
    void noMoreOfAKeyAreAskedForThanMayRunAndOthersDoNotWaitForIt() {
        desk.beat("w", 10);
        ReadyTask first = of(TWO);
        ReadyTask second = of(TWO);
        ReadyTask third = of(TWO);
        ReadyTask other = desk.task(5);

        desk.ready(first, second, third, other);

        assertThat(desk.all(Effect.Assign.class))
                .extracting(Effect.Assign::limits)
                .containsExactlyInAnyOrder(TWO, TWO, null);
        assertThat(desk.scheduler.where(id(other))).isNotNull();
        desk.takeAssigned();
        desk.completed(first);
        assertThat(desk.takeAssigned()).containsExactly(id(third));
    }

    @Test
    void theNewestTaskSaysWhatHoldsForAll() {
        desk.beat("w", 10);
        desk.ready(of(TWO), of(TWO), of(TWO));
        desk.takeAssigned();

        desk.ready(of(TWO.toBuilder().setConcurrency(4).build()));

        assertThat(desk.takeAssigned()).hasSize(2);
    }

    @Test
    void aRateThatIsUsedUpHoldsTheKeyUntilTheLedgerSays() {
        Flow rate = Flow.newBuilder().setKey("k").setRateLimit(1).setRatePerMs(60_000).build();
        desk.beat("w", 10);
        ReadyTask task = of(rate);
        desk.ready(task);

        refuse(AssignVerdict.ASSIGN_RATE, 3 * SECOND);

        desk.takeAssigned();
        assertThat(desk.scheduler.inFlight()).isZero();
        desk.passWith("w", 10, 2 * SECOND);
        assertThat(desk.takeAssigned()).isEmpty();
        desk.passWith("w", 10, 2 * SECOND);
        assertThat(desk.takeAssigned()).containsExactly(id(task));
    }

    @Test
    void whereTheLedgerCountsMoreItIsAskedWhatRuns() {
        desk.beat("w", 10);
        ReadyTask task = of(TWO);
        desk.ready(task);

        refuse(AssignVerdict.ASSIGN_CONCURRENCY, 0);

        assertThat(desk.all(Effect.RequestOpen.class)).hasSize(1);
        ReadyTask unknown = of(TWO);
        desk.answerOpen(List.of(open(unknown)));
        assertThat(desk.scheduler.corrections()).isEqualTo(1);
        assertThat(desk.scheduler.inFlight()).isEqualTo(1);
        desk.takeAssigned();
        desk.passWith("w", 10, 2 * SECOND, Desk.running(unknown));
        assertThat(desk.takeAssigned()).containsExactly(id(task));
    }

    @Test
    void anAttemptThatIsNotOursAnyMoreIsDropped() {
        desk.beat("w", 10);
        desk.ready(of(TWO));

        refuse(AssignVerdict.ASSIGN_STALE, 0);

        assertThat(desk.scheduler.inFlight()).isZero();
        assertThat(desk.scheduler.waiting()).isZero();
    }

    @Test
    void aSlotWhoseEndNobodyToldIsFreedByTheAudit() {
        desk.beat("w", 10);
        ReadyTask first = of(TWO);
        ReadyTask second = of(TWO);
        ReadyTask third = of(TWO);
        desk.ready(first, second, third);
        desk.takeAssigned();
        desk.answerOpen(List.of(open(first), open(second)));

        desk.passWith("w", 10, 6 * SECOND, Desk.running(first), Desk.running(second));
        desk.answerOpen(List.of(open(second)));

        assertThat(desk.scheduler.corrections()).isEqualTo(1);
        assertThat(desk.takeAssigned()).containsExactly(id(third));
    }

    @Test
    void whatComesTooManyIsCancelledWhereTheKeySaysSo() {
        Flow newest = TWO.toBuilder().setOnExcess(ExcessPolicy.EXCESS_CANCEL_NEWEST).build();
        desk.beat("w", 10);
        ReadyTask first = of(newest);
        ReadyTask second = of(newest);
        ReadyTask third = of(newest);

        desk.ready(first, second, third);

        assertThat(desk.takeAssigned()).hasSize(2);
        assertThat(cancelled()).containsExactly(id(third));
        assertThat(desk.scheduler.waiting()).isZero();
    }

    @Test
    void theOldestMakesRoomWhereTheKeySaysSo() {
        Flow oldest = TWO.toBuilder().setOnExcess(ExcessPolicy.EXCESS_CANCEL_OLDEST).build();
        desk.beat("w", 10);
        ReadyTask first = of(oldest);
        desk.ready(first, of(oldest));
        desk.takeAssigned();
        ReadyTask third = of(oldest);

        desk.ready(third);

        assertThat(cancelled()).containsExactly(id(first));
        desk.changed(first, TaskStatus.CANCELLED, true, "w", "cancelled");
        assertThat(desk.takeAssigned()).containsExactly(id(third));
        assertThat(cancelled()).containsExactly(id(first));
    }

    @Test
    void ofManyThatComeAtOnceOnlyTheNewestTakeTheirPlace() {
        Flow oldest = TWO.toBuilder().setOnExcess(ExcessPolicy.EXCESS_CANCEL_OLDEST).build();
        desk.beat("w", 10);
        ReadyTask first = of(oldest);
        ReadyTask second = of(oldest);
        desk.ready(first, second);
        desk.takeAssigned();
        ReadyTask third = of(oldest);

        desk.ready(third, of(oldest), of(oldest));

        assertThat(cancelled()).containsExactly(id(third), id(first), id(second));
    }
}
