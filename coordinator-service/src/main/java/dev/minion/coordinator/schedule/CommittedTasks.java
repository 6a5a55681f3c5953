package dev.minion.coordinator.schedule;

import dev.minion.contracts.ledger.NewTask;
import dev.minion.contracts.records.ReadyTask;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * Takes tasks that the ledger has just committed as ready, instead of their records on tasks.ready
 * (docs/decisions/0006 and 0008).
 */
public interface CommittedTasks {

    /**
     * The partitions that this coordinator owns now. Where one goes to another coordinator before a
     * task is handed over, the new owner finds the task when it reconciles.
     */
    Set<Integer> partitions();

    /**
     * Tells of tasks that the ledger is asked to commit just now, so that what their assignment
     * needs can be prepared meanwhile. Does nothing where they are many, or not to be run at once.
     */
    void coming(List<NewTask> tasks);

    /**
     * Hands tasks over. Those of partitions that others own meanwhile are left to them.
     *
     * @return completes when the scheduler has taken them in; fails where it is too far behind, and
     *     then finds them when it reconciles
     */
    CompletionStage<Void> ready(List<ReadyTask> tasks);

    /**
     * Tells of tasks that wait with a new priority, as above; where the scheduler is too far behind
     * it learns of them when it reconciles.
     */
    void changed(List<ReadyTask> tasks);
}
