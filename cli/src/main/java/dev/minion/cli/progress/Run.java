package dev.minion.cli.progress;

import dev.minion.cli.client.TaskView;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/** The tasks of a run as they were last seen. Not safe for several threads. */
public final class Run {

    private final Map<String, TaskView> tasks = new LinkedHashMap<>();

    /** Starts with the tasks as they were submitted, in that order. */
    public Run(Collection<TaskView> submitted) {
        submitted.forEach(task -> tasks.put(task.id(), task));
    }

    /**
     * A task that is not as it was.
     *
     * @param retried whether it starts over after a failure
     */
    public record Change(TaskView task, boolean retried) {}

    /**
     * Takes over what was seen, in the order in which it happened; tasks that are not of this run
     * are passed over.
     */
    public List<Change> seen(Collection<TaskView> now) {
        List<Change> changes = new ArrayList<>();
        List<TaskView> inOrder =
                now.stream()
                        .sorted(Comparator.comparing(t -> t.json().path("updated_at").asText()))
                        .toList();
        for (TaskView task : inOrder) {
            TaskView before = tasks.get(task.id());
            if (before != null && !before.terminal()) {
                tasks.put(task.id(), task);
                boolean retried = before.attempt() > 0 && task.attempt() > before.attempt();
                if (retried || !task.status().equals(before.status())) {
                    changes.add(new Change(task, retried));
                }
            }
        }
        return changes;
    }

    public List<TaskView> tasks() {
        return List.copyOf(tasks.values());
    }

    public List<TaskView> open() {
        return tasks.values().stream().filter(Predicate.not(TaskView::terminal)).toList();
    }

    public List<TaskView> failed() {
        return tasks.values().stream().filter(t -> t.terminal() && !t.completed()).toList();
    }

    public boolean over() {
        return open().isEmpty();
    }

    public int total() {
        return tasks.size();
    }

    public int ended() {
        return total() - open().size();
    }

    /** How many tasks have each status, by name. */
    public Map<String, Long> counts() {
        Map<String, Long> counts = new TreeMap<>();
        tasks.values().forEach(task -> counts.merge(task.status(), 1L, Long::sum));
        return counts;
    }
}
