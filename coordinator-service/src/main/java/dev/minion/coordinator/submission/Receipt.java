package dev.minion.coordinator.submission;

import dev.minion.contracts.ledger.CreatedTask;
import dev.minion.contracts.ledger.NewTask;
import dev.minion.coordinator.problem.Problem;

/** What became of one draft. */
sealed interface Receipt {

    /** The task is in the ledger. */
    record Accepted(NewTask task, CreatedTask created) implements Receipt {}

    /** It is not. */
    record Refused(Problem problem) implements Receipt {}
}
