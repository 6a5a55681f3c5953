package dev.minion.ledger;

import dev.minion.ledger.task.TaskEdits;
import dev.minion.ledger.task.TaskLists;
import dev.minion.ledger.task.TaskReads;
import dev.minion.ledger.task.TaskRemovals;
import dev.minion.ledger.task.TaskRequests;
import dev.minion.ledger.task.TaskRetries;
import jakarta.inject.Singleton;

/** Who serves the calls on single tasks. */
@Singleton
record TaskDesk(
        TaskReads reads,
        TaskLists lists,
        TaskRequests requests,
        TaskRetries retries,
        TaskEdits edits,
        TaskRemovals removals) {}
