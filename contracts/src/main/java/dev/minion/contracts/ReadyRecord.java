package dev.minion.contracts;

import com.google.protobuf.ByteString;
import dev.minion.contracts.records.ReadyTask;
import dev.minion.contracts.tasks.Task;

/**
 * What the owner of its partition is told of a task that is ready: by the ledger on tasks.ready, or
 * by the coordinator that has just changed it and owns the partition itself.
 */
public final class ReadyRecord {

    private ReadyRecord() {}

    /** Of a whole task, which does not say whether an earlier attempt left details. */
    public static ReadyTask of(Task task) {
        boolean elided =
                task.getDependenciesCount() > 0
                        || task.getFence().getAttempt() > 1
                        || task.getInput().size() > Limits.INLINE_INPUT_BYTES;
        ReadyTask.Builder ready = ReadyTask.newBuilder();
        if (task.hasDemands()) {
            ready.setDemands(task.getDemands());
        }
        return ready.setTaskId(task.getId())
                .setPartition(task.getPartition())
                .setQueue(Queues.of(task))
                .setNamespace(task.getNamespace())
                .setType(task.getType())
                .setPriority(task.getPriority())
                .setFence(task.getFence())
                .setCreatedAtUs(task.getCreatedAtUs())
                .setReadyAtUs(task.getUpdatedAtUs())
                .setTimeouts(task.getTimeouts())
                .setInputElided(elided)
                .setInput(elided ? ByteString.EMPTY : task.getInput())
                .setTraceParent(task.getTraceParent())
                .build();
    }
}
