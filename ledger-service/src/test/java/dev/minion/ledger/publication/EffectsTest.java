package dev.minion.ledger.publication;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minion.contracts.records.ReadyTask;
import dev.minion.contracts.records.TaskChange;
import dev.minion.contracts.tasks.TaskStatus;
import org.junit.jupiter.api.Test;

class EffectsTest {

    private static final TaskChange COMPLETED =
            TaskChange.newBuilder().setStatus(TaskStatus.COMPLETED).build();

    private final Effects effects = new Effects();

    @Test
    void completionsAloneAreForThoseWhoWatch() {
        effects.add(COMPLETED);
        effects.add(COMPLETED);

        assertThat(effects.onlyComplete()).isTrue();
    }

    @Test
    void whatTheyReleasedIsForWhoeverSchedulesIt() {
        effects.add(COMPLETED);
        effects.add(ReadyTask.getDefaultInstance());

        assertThat(effects.onlyComplete()).isFalse();
    }

    @Test
    void otherChangesMayBeFollowedByMore() {
        effects.add(COMPLETED);
        effects.add(TaskChange.newBuilder().setStatus(TaskStatus.FAILED).build());

        assertThat(effects.onlyComplete()).isFalse();
    }

    @Test
    void whatMayHaveBeenLostBeforeIsToldNow() {
        effects.repeat(COMPLETED);

        assertThat(effects.onlyComplete()).isFalse();
    }
}
