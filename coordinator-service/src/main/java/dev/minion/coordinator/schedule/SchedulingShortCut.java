package dev.minion.coordinator.schedule;

import dev.minion.contracts.ledger.NewTask;
import dev.minion.contracts.records.ReadyTask;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** Gives the scheduler what was just committed. */
@ApplicationScoped
class SchedulingShortCut implements CommittedTasks {

    private final Scheduling scheduling;

    SchedulingShortCut(Scheduling scheduling) {
        this.scheduling = scheduling;
    }

    @Override
    public Set<Integer> partitions() {
        return scheduling.partitions();
    }

    @Override
    public CompletionStage<Void> ready(List<ReadyTask> tasks) {
        return scheduling.committed(tasks);
    }

    @Override
    public void changed(List<ReadyTask> tasks) {
        scheduling.changed(tasks);
    }

    @Override
    public void coming(List<NewTask> tasks) {
        scheduling.coming(tasks);
    }
}
