package dev.minion.coordinator.schedule.core;

import static dev.minion.coordinator.schedule.core.SimulatedNetwork.MILLI;
import static org.assertj.core.api.Assertions.assertThat;

import dev.minion.contracts.records.ReadyTask;
import dev.minion.contracts.records.TaskChange;
import dev.minion.contracts.tasks.TaskStatus;
import dev.minion.coordinator.pool.core.Learned;
import dev.minion.coordinator.pool.core.StrategyChoice;
import dev.minion.coordinator.pool.core.StrategyName;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the scheduler learns of its workers from the outcomes that it hears. */
class LearningTest {

    private final Desk desk = Desk.settled(10);

    @Test
    void aSuccessTellsHowLongItRanAndHowSoonItWasAnswered() {
        ReadyTask task = assigned();
        desk.now += 250 * MILLI;

        tell(change(task, TaskStatus.COMPLETED).setRunMs(200));

        assertThat(desk.fleet.learned()).containsExactly(new Learned("w", "a", 1, 1, 200, 1, 250));
    }

    @Test
    void whatIsToldTwiceIsLearnedOnce() {
        ReadyTask task = assigned();
        desk.now += 250 * MILLI;

        tell(change(task, TaskStatus.COMPLETED).setRunMs(200));
        tell(change(task, TaskStatus.COMPLETED).setRunMs(200));

        assertThat(desk.fleet.learned()).containsExactly(new Learned("w", "a", 1, 1, 200, 1, 250));
    }

    @Test
    void aFailureThatIsRetriedCountsAsOne() {
        ReadyTask task = assigned();
        desk.now += 5 * MILLI;

        tell(change(task, TaskStatus.SCHEDULED).setErrorCode("handler-failed").setRunMs(3));

        assertThat(desk.fleet.learned()).containsExactly(new Learned("w", "a", 1, 0, 0, 1, 1_005));
    }

    @Test
    void whatWasCancelledOrGivenBackSaysNothing() {
        tell(change(assigned(), TaskStatus.CANCELLED).setErrorCode("cancelled"));
        tell(change(assigned(), TaskStatus.READY));
        tell(change(assigned(), TaskStatus.RUNNING).setAttemptEnded(false));

        assertThat(desk.fleet.learned()).isEmpty();
    }

    @Test
    void theOutcomesOfOtherCoordinatorsTellOfRunsAlone() {
        desk.beat("w", 10);

        tell(change(desk.task(5), TaskStatus.COMPLETED).setPartition(4).setRunMs(70));

        assertThat(desk.fleet.learned()).containsExactly(new Learned("w", "a", 1, 1, 70, 0, 0));
    }

    @Test
    void aWorkerThatNobodyHasHeardOfIsNotLearned() {
        tell(change(desk.task(5), TaskStatus.COMPLETED).setWorkerId("stranger").setRunMs(70));

        assertThat(desk.fleet.learned()).isEmpty();
    }

    @Test
    void whatWasLearnedBeforeIsKnown() {
        Learned before = new Learned("w", "a", 5, 5, 50, 5, 60);

        desk.tell(new Event.LearnedBefore(List.of(before)));

        assertThat(desk.fleet.learned()).containsExactly(before);
    }

    @Test
    void anotherStrategyChoosesForTheTasksThatWaitAndLosesNone() {
        desk.beat("w", 1);
        ReadyTask held = desk.task(5);
        ReadyTask first = desk.task(5);
        ReadyTask second = desk.task(5);
        desk.ready(held, first, second);
        assertThat(desk.takeAssigned()).containsExactly(Desk.id(held));

        desk.tell(new Event.StrategyChosen(StrategyChoice.of(StrategyName.CAPABILITY_BEST)));
        desk.completed(held);
        desk.completed(first);

        assertThat(desk.takeAssigned()).containsExactly(Desk.id(first), Desk.id(second));
    }

    private ReadyTask assigned() {
        desk.beat("w", 10);
        ReadyTask task = desk.task(5);
        desk.ready(task);
        assertThat(desk.takeAssigned()).containsExactly(Desk.id(task));
        return task;
    }

    private void tell(TaskChange.Builder change) {
        desk.tell(new Event.Changes(List.of(change.build())));
    }

    private static TaskChange.Builder change(ReadyTask task, TaskStatus status) {
        return TaskChange.newBuilder()
                .setTaskId(task.getTaskId())
                .setType("a")
                .setFence(task.getFence())
                .setStatus(status)
                .setAttemptEnded(true)
                .setWorkerId("w");
    }
}
