package dev.minion.worker.run;

import dev.minion.contracts.Ids;
import dev.minion.contracts.records.Assignment;
import dev.minion.contracts.records.CancelAttempt;
import dev.minion.contracts.tasks.Fence;
import java.util.UUID;

/** One attempt of one task. */
public record AttemptKey(UUID taskId, int epoch, int attempt) {

    /** The attempt that is assigned. */
    public static AttemptKey of(Assignment assignment) {
        return of(Ids.fromBytes(assignment.getTaskId()), assignment.getFence());
    }

    /** The attempt that is cancelled. */
    public static AttemptKey of(CancelAttempt cancel) {
        return of(Ids.fromBytes(cancel.getTaskId()), cancel.getFence());
    }

    private static AttemptKey of(UUID taskId, Fence fence) {
        return new AttemptKey(taskId, fence.getEpoch(), fence.getAttempt());
    }
}
