package dev.minion.coordinator.schedule.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SchedulerBenchmarkTest {

    @Test
    void eachTurnFillsEverySlotWithATaskOfTheBacklog() {
        SchedulerBenchmark benchmark = new SchedulerBenchmark();
        benchmark.fill();

        for (int turn = 0; turn < 50; turn++) {
            benchmark.prepare();
            var _ = benchmark.completeAndAssign();

            assertThat(benchmark.assignedInLastTurn()).as("turn %d", turn).isEqualTo(256);
        }
    }
}
