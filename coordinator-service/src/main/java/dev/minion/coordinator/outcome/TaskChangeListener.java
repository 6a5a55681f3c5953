package dev.minion.coordinator.outcome;

import dev.minion.contracts.records.TaskChange;
import java.util.List;

/**
 * A bean that is told of every change the ledger accepted, in the order of each partition; of some
 * once more, before those that the log has not brought yet.
 */
public interface TaskChangeListener {

    /** The {@code @Priority} of those that answer clients: they come first. */
    int WAITERS = 200;

    /** That of others. */
    int AFTER_WAITERS = 100;

    /**
     * Changes as they arrived, never empty. Called on any thread: it must neither block nor throw.
     */
    void changed(List<TaskChange> batch);
}
