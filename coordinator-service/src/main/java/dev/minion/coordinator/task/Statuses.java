package dev.minion.coordinator.task;

import dev.minion.contracts.tasks.TaskStatus;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Statuses as they are written: lower case, with underscores. */
public final class Statuses {

    private static final Set<TaskStatus> TERMINAL =
            EnumSet.of(
                    TaskStatus.COMPLETED,
                    TaskStatus.FAILED,
                    TaskStatus.CANCELLED,
                    TaskStatus.TIMED_OUT,
                    TaskStatus.DEAD);

    private static final Map<TaskStatus, String> TEXTS = new EnumMap<>(TaskStatus.class);
    private static final Map<String, TaskStatus> BY_TEXT = new HashMap<>();

    static {
        for (TaskStatus status : TaskStatus.values()) {
            TEXTS.put(status, status.name().toLowerCase(Locale.ROOT));
            if (status != TaskStatus.UNRECOGNIZED && status != TaskStatus.TASK_STATUS_UNSPECIFIED) {
                BY_TEXT.put(status.name().toLowerCase(Locale.ROOT), status);
            }
        }
    }

    private Statuses() {}

    /** As {@code timed_out}. */
    public static String text(TaskStatus status) {
        return TEXTS.getOrDefault(status, "unknown");
    }

    /** The status of that text. */
    public static Optional<TaskStatus> parse(String text) {
        return Optional.ofNullable(BY_TEXT.get(text));
    }

    /** Whether a task in it never changes again. */
    public static boolean terminal(TaskStatus status) {
        return TERMINAL.contains(status);
    }

    /** All texts, for messages. */
    public static String all() {
        return String.join(", ", BY_TEXT.keySet().stream().sorted().toList());
    }
}
