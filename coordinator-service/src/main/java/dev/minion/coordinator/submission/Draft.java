package dev.minion.coordinator.submission;

import dev.minion.contracts.ledger.NewTask;
import dev.minion.coordinator.problem.Problem;

/** A task as a client wrote it, checked. */
sealed interface Draft {

    /** It may be created; id, namespace, trace and key are still to be set. */
    record Sound(NewTask.Builder task) implements Draft {}

    /** It is refused, without the ledger being asked. */
    record Faulty(Problem problem) implements Draft {}
}
