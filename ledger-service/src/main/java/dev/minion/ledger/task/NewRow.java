package dev.minion.ledger.task;

import dev.minion.contracts.ledger.NewTask;
import dev.minion.contracts.tasks.TaskError;
import dev.minion.contracts.tasks.TaskStatus;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A task as it is to be inserted.
 *
 * @param unmet dependencies that have not ended
 * @param hasDependants another item of the submission names it
 * @param error why it is terminal at birth, or null
 */
record NewRow(
        UUID id,
        NewTask task,
        TaskStatus status,
        int unmet,
        boolean hasDependants,
        @Nullable TaskError error,
        List<Edge> dependencies) {

    /** A dependency; settled where it has ended. */
    record Edge(int position, UUID on, boolean settled) {}

    /** The first attempt is issued with the first release. */
    int attempt() {
        return status == TaskStatus.READY ? 1 : 0;
    }

    boolean terminal() {
        return error != null;
    }
}
