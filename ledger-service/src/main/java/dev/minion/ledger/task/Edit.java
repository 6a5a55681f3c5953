package dev.minion.ledger.task;

import dev.minion.contracts.ledger.PatchTaskRequest;
import java.util.Set;

/**
 * An edit that was asked for.
 *
 * @param scheduledByCaller partitions of which the caller tells its own scheduler
 */
record Edit(PatchTaskRequest patch, Set<Integer> scheduledByCaller) {}
