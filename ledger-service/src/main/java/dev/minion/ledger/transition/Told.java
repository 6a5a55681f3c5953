package dev.minion.ledger.transition;

import dev.minion.contracts.tasks.Fence;
import dev.minion.contracts.tasks.TaskError;
import dev.minion.ledger.state.TaskState;

/**
 * A change that the others are told of.
 *
 * @param state the task after it
 * @param fence of the attempt that the change belongs to
 * @param attemptEnded that attempt holds no slot any more
 * @param runMs from start to end of the attempt, 0 where unknown
 */
public record Told(TaskState state, Fence fence, boolean attemptEnded, String worker, long runMs) {

    /** The same with another error. */
    Told with(TaskError error) {
        return new Told(state.with(error), fence, attemptEnded, worker, runMs);
    }
}
