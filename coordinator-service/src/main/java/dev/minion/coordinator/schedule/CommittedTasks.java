package dev.minion.coordinator.schedule;

import dev.minion.contracts.records.ReadyTask;
import java.util.List;

/**
 * Takes tasks that the ledger has just committed as ready, ahead of their records on tasks.ready,
 * which come all the same and are then no news.
 */
public interface CommittedTasks {

    /**
     * Hands tasks over; returns at once. Those of partitions that others own are left to their
     * records, and so is what comes while the scheduler is behind.
     */
    void ready(List<ReadyTask> tasks);
}
