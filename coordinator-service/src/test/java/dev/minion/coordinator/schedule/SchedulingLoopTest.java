package dev.minion.coordinator.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minion.coordinator.schedule.core.Desk;
import dev.minion.coordinator.schedule.core.Effect;
import dev.minion.coordinator.schedule.core.Event;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** Who takes a turn. What is given to the executor waits until the test runs it. */
class SchedulingLoopTest {

    private static final Event EVENT = new Event.ReadyArrived(List.of());

    private final Queue<Runnable> executor = new ArrayDeque<>();
    private final List<CompletionStage<Void>> within = new ArrayList<>();
    private int turns;
    private boolean hurryWithin;
    private final SchedulingLoop loop =
            new SchedulingLoop(
                    Desk.idleScheduler(), this::perform, executor::add, System::nanoTime, 10);

    @Test
    void aLoneTaskIsScheduledByTheThreadThatBringsIt() {
        assertThat(loop.hurry(EVENT, 1)).isCompleted();

        assertThat(turns).isEqualTo(1);
        assertThat(executor).isEmpty();
    }

    @Test
    void manyAreLeftToTheLoopsThread() {
        CompletionStage<Void> many = loop.hurry(EVENT, 9);

        assertThat(many).isNotCompleted();
        executor.remove().run();
        assertThat(many).isCompleted();
    }

    @Test
    void whatHasComeBeforeIsTakenInBefore() {
        loop.answer(new Event.Tick());

        CompletionStage<Void> second = loop.hurry(EVENT, 1);

        assertThat(second).isNotCompleted();
        executor.remove().run();
        assertThat(second).isCompleted();
        assertThat(turns).isEqualTo(1);
    }

    @Test
    void aTurnIsNeverTakenWithinAnother() {
        hurryWithin = true;

        assertThat(loop.hurry(EVENT, 1)).isCompleted();

        assertThat(turns).isEqualTo(1);
        assertThat(within.getFirst()).isNotCompleted();
        executor.remove().run();
        assertThat(within.getFirst()).isCompleted();
    }

    private void perform(List<Effect> effects) {
        turns++;
        if (hurryWithin) {
            hurryWithin = false;
            within.add(loop.hurry(EVENT, 1));
        }
    }
}
