package dev.minion.coordinator.schedule;

import dev.minion.contracts.records.WorkerCommand;
import dev.minion.coordinator.schedule.core.Effect;

/**
 * An assignment with the command that tells the worker.
 *
 * @param claimed whether the attempt is claimed here: a worker that is called need not
 */
record Outgoing(Effect.Assign assign, WorkerCommand command, boolean claimed) {}
