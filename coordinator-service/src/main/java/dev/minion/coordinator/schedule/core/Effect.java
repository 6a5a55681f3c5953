package dev.minion.coordinator.schedule.core;

import dev.minion.contracts.ledger.PauseTarget;
import dev.minion.contracts.ledger.Release;
import dev.minion.contracts.ledger.TypedDemands;
import dev.minion.contracts.records.ReadyTask;
import dev.minion.contracts.tasks.Fence;
import dev.minion.contracts.tasks.Flow;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the scheduler wants done. */
public sealed interface Effect {

    /**
     * Send the task to the worker; its input is loaded first where it is elided.
     *
     * @param limits of its key, which the ledger has to grant first; null where there are none
     */
    record Assign(
            String workerId,
            int workerPartition,
            UUID taskId,
            ReadyTask task,
            @Nullable Flow limits)
            implements Effect {

        /** Nobody has to grant it. */
        public Assign(String workerId, int workerPartition, UUID taskId, ReadyTask task) {
            this(workerId, workerPartition, taskId, task, null);
        }
    }

    /** More of the key are there than may run, and this one is not to wait or to go on. */
    record CancelTask(String namespace, UUID taskId, String reason) implements Effect {}

    /** Tell a worker to stop an attempt whose fence has passed. */
    record CancelAttempt(
            String workerId, int workerPartition, UUID taskId, Fence fence, String reason)
            implements Effect {}

    /** Tell a worker to take nothing new. */
    record DrainWorker(String workerId, int workerPartition) implements Effect {}

    /**
     * Read the next ready tasks of a partition.
     *
     * @param limit of all queues together
     * @param queueLimit of each queue
     * @param after where no places are given: all queues with a larger number are read
     * @param places the queues to read, and where to begin in each; none: all of them, from the
     *     first task on
     * @param exclude ids held here
     * @param waiting what waits here, left out where the ledger has it with this priority
     * @param excludeTypes types that no living worker runs and of which enough are held
     * @param excludeDemands the same of tasks with routing, whoever serves it
     */
    record RequestPage(
            int partition,
            long term,
            int limit,
            int queueLimit,
            int after,
            List<QueuePlace> places,
            List<UUID> exclude,
            List<Rank> waiting,
            List<String> excludeTypes,
            List<TypedDemands> excludeDemands)
            implements Effect {}

    /** Where the page of a queue begins. */
    record QueuePlace(int queue, Rank from) {}

    /** Read what is assigned or running in a partition. */
    record RequestOpen(int partition, long term) implements Effect {}

    /** Ask the ledger to issue the next attempt of these. */
    record ReleaseAttempts(List<Release> releases) implements Effect {}

    /** Of these attempts so many have failed that the rule wants a pause. */
    record StartPause(PauseTarget target, ErrorRule rule, int failures, int attempts)
            implements Effect {}

    /** Publish something harmless, to learn whether the log can be reached. */
    record Probe() implements Effect {}
}
