package dev.minion.coordinator.submission;

import dev.minion.contracts.FirstRelease;
import dev.minion.contracts.Ids;
import dev.minion.contracts.Partitions;
import dev.minion.contracts.ledger.CreatedTask;
import dev.minion.contracts.ledger.NewTask;
import dev.minion.contracts.ledger.Submission;
import dev.minion.contracts.ledger.SubmissionResult;
import dev.minion.contracts.records.ReadyTask;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * The record of tasks.ready that the ledger publishes for a task just committed, made from what
 * this coordinator knows of it: the same attempt, without the way through the log.
 */
final class ShortCut {

    private ShortCut() {}

    /**
     * Adds the tasks of a submission that are new, and ready by themselves.
     *
     * @param partitions how many there are
     * @param own those that this coordinator owns: of others the ledger tells their owners
     */
    static void collect(
            Submission submission,
            SubmissionResult result,
            int partitions,
            Set<Integer> own,
            List<ReadyTask> into) {
        for (int i = 0; i < submission.getTasksCount(); i++) {
            NewTask task = submission.getTasks(i);
            CreatedTask created = result.getItems(i);
            if (!created.hasFence() || task.getDependenciesCount() > 0) {
                continue;
            }
            UUID id = Ids.fromBytes(created.getId());
            if (own.contains(Partitions.of(task, id, partitions))) {
                into.add(
                        FirstRelease.record(
                                task,
                                id,
                                partitions,
                                created.getFence(),
                                created.getCreatedAtUs(),
                                created.getCreatedAtUs()));
            }
        }
    }
}
