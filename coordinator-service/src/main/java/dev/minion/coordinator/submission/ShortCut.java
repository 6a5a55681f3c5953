package dev.minion.coordinator.submission;

import com.google.protobuf.ByteString;
import dev.minion.contracts.Ids;
import dev.minion.contracts.Limits;
import dev.minion.contracts.Partitions;
import dev.minion.contracts.ledger.CreatedTask;
import dev.minion.contracts.ledger.NewTask;
import dev.minion.contracts.ledger.Submission;
import dev.minion.contracts.ledger.SubmissionResult;
import dev.minion.contracts.records.ReadyTask;
import dev.minion.contracts.tasks.Timeouts;
import java.util.List;

/**
 * The record of tasks.ready that the ledger publishes for a task just committed, made from what
 * this coordinator knows of it: the same attempt, without the way through the log.
 */
final class ShortCut {

    /** What the ledger gives a task without timeouts. */
    private static final Timeouts DEFAULT_TIMEOUTS =
            Timeouts.newBuilder().setRunMs(Limits.DEFAULT_RUN_MILLIS).build();

    private ShortCut() {}

    /** Adds the tasks of a submission that are new, and ready by themselves. */
    static void collect(
            Submission submission, SubmissionResult result, int partitions, List<ReadyTask> into) {
        for (int i = 0; i < submission.getTasksCount(); i++) {
            NewTask task = submission.getTasks(i);
            CreatedTask created = result.getItems(i);
            if (created.hasFence() && task.getDependenciesCount() == 0) {
                into.add(ready(task, created, partitions));
            }
        }
    }

    private static ReadyTask ready(NewTask task, CreatedTask created, int partitions) {
        boolean elided = task.getInput().size() > Limits.INLINE_INPUT_BYTES;
        return ReadyTask.newBuilder()
                .setTaskId(created.getId())
                .setPartition(Partitions.of(Ids.fromBytes(created.getId()), partitions))
                .setNamespace(task.getNamespace())
                .setType(task.getType())
                .setPriority(task.getPriority())
                .setFence(created.getFence())
                .setCreatedAtUs(created.getCreatedAtUs())
                .setReadyAtUs(created.getCreatedAtUs())
                .setTimeouts(task.hasTimeouts() ? task.getTimeouts() : DEFAULT_TIMEOUTS)
                .setInputElided(elided)
                .setInput(elided ? ByteString.EMPTY : task.getInput())
                .setTraceParent(task.getTraceParent())
                .build();
    }
}
