package dev.minion.dedup.mark;

import java.util.UUID;

/** One attempt of one task. */
public record AttemptName(UUID taskId, int epoch, int attempt) {}
