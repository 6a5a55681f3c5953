package dev.minion.coordinator.outcome;

import dev.minion.contracts.records.TaskChange;
import java.util.List;

/** Who hears of changes before the log brings them. */
@FunctionalInterface
public interface EarlyOutcomes {

    /** Passes on what is known already; the log tells it once more. On any thread. */
    void told(List<TaskChange> changes);
}
