package dev.minion.ledger.task;

import dev.minion.contracts.Ids;
import dev.minion.contracts.ledger.ListTasksRequest;
import dev.minion.contracts.tasks.TaskStatus;
import dev.minion.ledger.task.SqlText.Clause;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Where the tasks of a list are looked for in the order of creation: the narrowest index that its
 * filters have, or the primary key.
 *
 * @param branches the tasks of each in the order of an index; together they have all of the list
 * @param narrow whether that is an index of few tasks; not the primary key
 */
record ListSource(List<Branch> branches, boolean narrow) {

    /**
     * Part of a source.
     *
     * @param condition for which there is an index
     * @param ordered whether that index has its tasks in the order of ids
     */
    record Branch(Clause condition, boolean ordered) {}

    /** What has an index of its own by status, since few tasks have them, or have them for long. */
    private static final Set<TaskStatus> SELDOM =
            EnumSet.of(
                    TaskStatus.PENDING,
                    TaskStatus.SCHEDULED,
                    TaskStatus.BLOCKED,
                    TaskStatus.FAILED,
                    TaskStatus.CANCELLED,
                    TaskStatus.TIMED_OUT,
                    TaskStatus.DEAD);

    private static final Set<TaskStatus> RUNNING =
            EnumSet.of(TaskStatus.ASSIGNED, TaskStatus.RUNNING);

    /** No ready task is older: the first of each partition and priority, by their index. */
    private static final String SINCE_OLDEST_READY =
            """
            t.id >= (with recursive ready(partition) as (
                select min(t.partition) from ledger.tasks t where t.status = 4
                union all
                select (select min(t.partition) from ledger.tasks t
                  where t.status = 4 and t.partition > r.partition)
                from ready r where r.partition is not null)
              select o.id from ready r cross join generate_series(1, 10) p(priority)
                cross join lateral (select t.id from ledger.tasks t
                  where t.status = 4 and t.partition = r.partition and t.priority = p.priority
                  order by t.id limit 1) o
              where r.partition is not null order by o.id limit 1)
            """;

    /** The one priority without an index: that of ordinary tasks. */
    static final int ORDINARY = 5;

    static ListSource of(ListTasksRequest request, ListFilters filters) {
        String namespace = request.getNamespace();
        if (!request.getParentId().isEmpty()) {
            return narrow("t.parent_id = ?", Ids.fromBytes(request.getParentId()));
        }
        if (!request.getWorkflowExecutionId().isEmpty()) {
            return narrow(
                    "t.workflow_execution_id = ?", Ids.fromBytes(request.getWorkflowExecutionId()));
        }
        if (!request.getSessionId().isEmpty()) {
            return narrow(
                    "t.session_id = ? and t.namespace = ?", request.getSessionId(), namespace);
        }
        Set<TaskStatus> statuses = filters.statuses();
        if (statuses.equals(EnumSet.of(TaskStatus.READY))) {
            return new ListSource(List.of(new Branch(Clause.of(SINCE_OLDEST_READY), true)), false);
        }
        boolean few = statuses.stream().allMatch(s -> SELDOM.contains(s) || RUNNING.contains(s));
        return statuses.isEmpty() || !few ? all() : ofStatuses(namespace, statuses);
    }

    /** All tasks, by the primary key. */
    static ListSource all() {
        return new ListSource(List.of(new Branch(Clause.of("true"), true)), false);
    }

    /** The tasks of a priority. */
    static ListSource ofPriority(String namespace, int priority) {
        return priority == ORDINARY
                ? all()
                : narrow("t.namespace = ? and t.priority = " + priority, namespace);
    }

    private static ListSource narrow(String condition, Object... values) {
        Branch branch = new Branch(Clause.of(condition, values), true);
        return new ListSource(List.of(branch), true);
    }

    private static ListSource ofStatuses(String namespace, Set<TaskStatus> statuses) {
        List<Branch> branches = new ArrayList<>();
        for (TaskStatus status : statuses) {
            if (SELDOM.contains(status)) {
                branches.add(
                        new Branch(
                                Clause.of(
                                        "t.namespace = ? and t.status = " + status.getNumber(),
                                        namespace),
                                true));
            }
        }
        if (statuses.stream().anyMatch(RUNNING::contains)) {
            branches.add(new Branch(Clause.of("t.status in (5, 6)"), false));
        }
        return new ListSource(branches, true);
    }
}
