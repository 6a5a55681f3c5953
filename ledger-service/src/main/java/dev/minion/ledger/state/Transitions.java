package dev.minion.ledger.state;

import static dev.minion.contracts.tasks.TaskStatus.ASSIGNED;
import static dev.minion.contracts.tasks.TaskStatus.BLOCKED;
import static dev.minion.contracts.tasks.TaskStatus.CANCELLED;
import static dev.minion.contracts.tasks.TaskStatus.COMPLETED;
import static dev.minion.contracts.tasks.TaskStatus.DEAD;
import static dev.minion.contracts.tasks.TaskStatus.FAILED;
import static dev.minion.contracts.tasks.TaskStatus.PENDING;
import static dev.minion.contracts.tasks.TaskStatus.READY;
import static dev.minion.contracts.tasks.TaskStatus.RUNNING;
import static dev.minion.contracts.tasks.TaskStatus.SCHEDULED;
import static dev.minion.contracts.tasks.TaskStatus.TIMED_OUT;

import dev.minion.contracts.tasks.TaskStatus;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Which status may follow which (requirement L2): the one table, from which the diagram in
 * ARCHITECTURE.md is drawn.
 *
 * <p>{@code blocked} has two reasons: dependencies that are not met, before the first attempt; and
 * open children, after the last one, of a parent whose policy is to wait for them.
 *
 * <p>{@code pending} lasts only within the transaction that creates a task. Terminal states change
 * only when somebody asks for a retry, which is a new run of the same task, not a second outcome of
 * the old one; {@code completed} never changes.
 */
public final class Transitions {

    private static final Set<TaskStatus> TERMINAL =
            Collections.unmodifiableSet(EnumSet.of(COMPLETED, FAILED, CANCELLED, TIMED_OUT, DEAD));

    /** The statuses in which an attempt's fence is out with the coordinators and workers. */
    private static final Set<TaskStatus> RELEASED =
            Collections.unmodifiableSet(EnumSet.of(READY, ASSIGNED, RUNNING));

    private static final Map<TaskStatus, Set<TaskStatus>> TABLE = table();

    private Transitions() {}

    private static Map<TaskStatus, Set<TaskStatus>> table() {
        Map<TaskStatus, Set<TaskStatus>> table = new EnumMap<>(TaskStatus.class);
        EnumSet<TaskStatus> ends = EnumSet.of(COMPLETED, FAILED, CANCELLED, TIMED_OUT, DEAD);
        table.put(PENDING, EnumSet.of(SCHEDULED, BLOCKED, READY, FAILED, CANCELLED));
        table.put(BLOCKED, EnumSet.of(SCHEDULED, READY, COMPLETED, FAILED, CANCELLED));
        table.put(SCHEDULED, EnumSet.of(BLOCKED, READY, COMPLETED, FAILED, CANCELLED));
        table.put(READY, with(ends, BLOCKED, READY, SCHEDULED, ASSIGNED, RUNNING));
        table.put(ASSIGNED, with(ends, BLOCKED, READY, SCHEDULED, RUNNING));
        table.put(RUNNING, with(ends, BLOCKED, READY, SCHEDULED));
        table.put(COMPLETED, EnumSet.noneOf(TaskStatus.class));
        for (TaskStatus retried : List.of(FAILED, CANCELLED, TIMED_OUT, DEAD)) {
            table.put(retried, EnumSet.of(READY, BLOCKED));
        }
        return table;
    }

    private static Set<TaskStatus> with(EnumSet<TaskStatus> ends, TaskStatus... more) {
        EnumSet<TaskStatus> all = EnumSet.copyOf(ends);
        Collections.addAll(all, more);
        return all;
    }

    /** True where {@code to} may follow {@code from}. */
    public static boolean allowed(TaskStatus from, TaskStatus to) {
        return TABLE.getOrDefault(from, Set.of()).contains(to);
    }

    /** True for a status in which nothing more happens by itself. */
    public static boolean terminal(TaskStatus status) {
        return TERMINAL.contains(status);
    }

    /** True for a terminal status other than completed: dependants cannot count on it. */
    public static boolean unsuccessful(TaskStatus status) {
        return terminal(status) && status != COMPLETED;
    }

    /** True where an attempt's fence is out: reports of that attempt count. */
    public static boolean released(TaskStatus status) {
        return RELEASED.contains(status);
    }

    /** All edges as {@code from --> to}, in the order of the statuses, with start and ends. */
    public static List<String> edges() {
        List<String> edges = new ArrayList<>();
        edges.add("[*] --> " + word(PENDING));
        TABLE.forEach(
                (from, next) -> next.forEach(to -> edges.add(word(from) + " --> " + word(to))));
        TERMINAL.forEach(end -> edges.add(word(end) + " --> [*]"));
        return edges;
    }

    /** The diagram of states for Mermaid (stateDiagram-v2), in a fenced block. */
    public static String mermaid() {
        StringBuilder diagram = new StringBuilder("```mermaid\nstateDiagram-v2\n");
        edges().forEach(edge -> diagram.append("    ").append(edge).append('\n'));
        return diagram.append("```\n").toString();
    }

    private static String word(TaskStatus status) {
        return status.name().toLowerCase(Locale.ROOT);
    }
}
