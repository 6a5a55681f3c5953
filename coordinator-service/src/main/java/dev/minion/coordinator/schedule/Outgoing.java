package dev.minion.coordinator.schedule;

import dev.minion.contracts.records.WorkerCommand;
import dev.minion.coordinator.schedule.core.Effect;

/** An assignment with the command that tells the worker. */
record Outgoing(Effect.Assign assign, WorkerCommand command) {}
