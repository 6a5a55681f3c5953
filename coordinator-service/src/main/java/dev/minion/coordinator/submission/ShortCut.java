package dev.minion.coordinator.submission;

import dev.minion.contracts.FirstRelease;
import dev.minion.contracts.Ids;
import dev.minion.contracts.ledger.CreatedTask;
import dev.minion.contracts.ledger.NewTask;
import dev.minion.contracts.ledger.Submission;
import dev.minion.contracts.ledger.SubmissionResult;
import dev.minion.contracts.records.ReadyTask;
import java.util.List;

/**
 * The record of tasks.ready that the ledger publishes for a task just committed, made from what
 * this coordinator knows of it: the same attempt, without the way through the log.
 */
final class ShortCut {

    private ShortCut() {}

    /** Adds the tasks of a submission that are new, and ready by themselves. */
    static void collect(
            Submission submission, SubmissionResult result, int partitions, List<ReadyTask> into) {
        for (int i = 0; i < submission.getTasksCount(); i++) {
            NewTask task = submission.getTasks(i);
            CreatedTask created = result.getItems(i);
            if (created.hasFence() && task.getDependenciesCount() == 0) {
                into.add(
                        FirstRelease.record(
                                task,
                                Ids.fromBytes(created.getId()),
                                partitions,
                                created.getFence(),
                                created.getCreatedAtUs(),
                                created.getCreatedAtUs()));
            }
        }
    }
}
