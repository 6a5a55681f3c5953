package dev.minion.worker.run;

import dev.minion.contracts.Ids;
import dev.minion.contracts.records.Assignment;
import dev.minion.contracts.records.CancelAttempt;
import dev.minion.contracts.records.TaskChange;
import dev.minion.contracts.records.TaskEvent;
import dev.minion.contracts.tasks.Fence;
import java.util.UUID;

/** One attempt of one task. */
public record AttemptKey(UUID taskId, int epoch, int attempt) {

    private static final int ID_BYTES = 16;

    /** The attempt that is assigned. */
    public static AttemptKey of(Assignment assignment) {
        return of(Ids.fromBytes(assignment.getTaskId()), assignment.getFence());
    }

    /** The attempt that is cancelled. */
    public static AttemptKey of(CancelAttempt cancel) {
        return of(Ids.fromBytes(cancel.getTaskId()), cancel.getFence());
    }

    /** The attempt that a change belongs to. */
    public static AttemptKey of(TaskChange change) {
        return of(Ids.fromBytes(change.getTaskId()), change.getFence());
    }

    /** The attempt that an event tells of. */
    public static AttemptKey of(TaskEvent event) {
        return of(Ids.fromBytes(event.getTaskId()), event.getFence());
    }

    /** Whether an assignment names an attempt. */
    public static boolean isOne(Assignment assignment) {
        return assignment.getTaskId().size() == ID_BYTES;
    }

    private static AttemptKey of(UUID taskId, Fence fence) {
        return new AttemptKey(taskId, fence.getEpoch(), fence.getAttempt());
    }
}
