package dev.minion.contracts;

import dev.minion.contracts.ledger.NewTask;
import dev.minion.contracts.records.ReadyTask;
import dev.minion.contracts.tasks.Fence;
import dev.minion.contracts.tasks.Timeouts;
import java.util.UUID;

/**
 * The first release of a task: what the ledger publishes on tasks.ready, and what a coordinator
 * that has just submitted the task makes for itself. Both must be the same.
 */
public final class FirstRelease {

    /** Those of a task that sets none: nothing is limited but the run. */
    public static final Timeouts DEFAULT_TIMEOUTS =
            Timeouts.newBuilder().setRunMs(Limits.DEFAULT_RUN_MILLIS).build();

    private FirstRelease() {}

    /**
     * The record of a task that is ready from its creation on.
     *
     * @param partitions how many task partitions there are
     * @param readyAtUs when it became ready, in microseconds
     */
    public static ReadyTask record(
            NewTask task, UUID id, int partitions, Fence fence, long createdAtUs, long readyAtUs) {
        boolean elided =
                task.getDependenciesCount() > 0
                        || task.getInput().size() > Limits.INLINE_INPUT_BYTES;
        ReadyTask.Builder ready =
                ReadyTask.newBuilder()
                        .setTaskId(Ids.toBytes(id))
                        .setPartition(Partitions.of(task, id, partitions))
                        .setQueue(Queues.of(task))
                        .setNamespace(task.getNamespace())
                        .setType(task.getType())
                        .setPriority(task.getPriority())
                        .setFence(fence)
                        .setCreatedAtUs(createdAtUs)
                        .setReadyAtUs(readyAtUs)
                        .setTimeouts(task.hasTimeouts() ? task.getTimeouts() : DEFAULT_TIMEOUTS)
                        .setInputElided(elided)
                        .setTraceParent(task.getTraceParent());
        if (task.hasDemands()) {
            ready.setDemands(task.getDemands());
        }
        return elided ? ready.build() : ready.setInput(task.getInput()).build();
    }
}
