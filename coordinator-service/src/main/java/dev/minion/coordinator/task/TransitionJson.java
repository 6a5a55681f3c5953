package dev.minion.coordinator.task;

import dev.minion.contracts.ledger.Transition;
import dev.minion.contracts.tasks.TaskStatus;
import dev.minion.coordinator.json.JsonOut;
import org.jspecify.annotations.Nullable;

/** From the ledger's transitions to what clients read. */
public final class TransitionJson {

    private TransitionJson() {}

    /** Writes a transition's members into the object that is open. */
    public static JsonOut members(JsonOut out, Transition step) {
        TaskStatus from = step.getFrom();
        return out.time("at", step.getAtUs())
                .text(
                        "from",
                        from == TaskStatus.TASK_STATUS_UNSPECIFIED ? null : Statuses.text(from))
                .text("to", Statuses.text(step.getTo()))
                .number("attempt", step.getAttempt())
                .text("worker", orNull(step.getWorker()))
                .text("code", orNull(step.getCode()))
                .text("reason", orNull(step.getReason()));
    }

    private static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }
}
