package dev.minion.coordinator.submission;

import dev.minion.contracts.FirstRelease;
import dev.minion.contracts.Ids;
import dev.minion.contracts.ledger.NewTask;
import dev.minion.contracts.tasks.DependencyPolicy;
import dev.minion.contracts.tasks.RetryPolicy;
import dev.minion.contracts.tasks.Timeouts;
import dev.minion.coordinator.json.Faults;
import dev.minion.coordinator.retry.RetryMembers;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Bounds and defaults of a new task, whichever way it comes in. */
final class TaskRules {

    static final int MIN_PRIORITY = 1;
    static final int MAX_PRIORITY = 10;
    static final int DEFAULT_PRIORITY = 5;

    static final long MAX_DURATION_MS = RetryMembers.MAX_DURATION_MS;
    static final double MAX_BACKOFF = RetryMembers.MAX_BACKOFF;
    static final int NON_RETRYABLE = RetryMembers.NON_RETRYABLE;
    static final int ERROR_CODE_CHARS = RetryMembers.ERROR_CODE_CHARS;
    static final RetryPolicy DEFAULT_RETRY = RetryMembers.DEFAULT;

    static final Timeouts DEFAULT_TIMEOUTS = FirstRelease.DEFAULT_TIMEOUTS;

    private TaskRules() {}

    /** Notes what is missing, and what no member can be held against alone. */
    static void whole(NewTask.Builder task, Faults faults) {
        if (task.getName().isEmpty() && !told(faults, "/name")) {
            faults.invalid("/name", "is missing");
        }
        if (task.getType().isEmpty() && !told(faults, "/type")) {
            faults.invalid("/type", "is missing");
        }
        dependencies(task, faults);
        RetryPolicy retry = task.getRetry();
        if (retry.getMaxDelayMs() < retry.getInitialDelayMs()) {
            faults.invalid("/retry/max_delay", "must not be less than initial_delay");
        }
    }

    /** The policy of that name. */
    static Optional<DependencyPolicy> policy(String name) {
        return switch (name) {
            case "fail" -> Optional.of(DependencyPolicy.DEPENDENCY_FAIL);
            case "skip" -> Optional.of(DependencyPolicy.DEPENDENCY_SKIP);
            case "ignore" -> Optional.of(DependencyPolicy.DEPENDENCY_IGNORE);
            default -> Optional.empty();
        };
    }

    /** Sets the parent, or notes that the text is no id. */
    static void parent(NewTask.Builder task, String text, Faults faults) {
        UUID parent = Ids.parse(text);
        if (parent == null) {
            faults.invalid("/parent_id", "must be a UUID");
        } else {
            task.setParentId(Ids.toBytes(parent));
        }
    }

    private static void dependencies(NewTask.Builder task, Faults faults) {
        if (task.getDependenciesCount() < 2) {
            return;
        }
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < task.getDependenciesCount(); i++) {
            if (!seen.add(task.getDependencies(i))) {
                faults.invalid("/dependencies/" + i, "is given twice");
            }
        }
    }

    private static boolean told(Faults faults, String pointer) {
        return faults.all().stream().anyMatch(fault -> fault.pointer().endsWith(pointer));
    }
}
