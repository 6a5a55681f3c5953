package dev.minion.ledger.task;

import dev.minion.contracts.Ids;
import dev.minion.contracts.ledger.ListTasksRequest;
import dev.minion.contracts.tasks.TaskStatus;
import dev.minion.ledger.index.ListIndex.Order;
import dev.minion.ledger.task.SqlText.Clause;
import dev.minion.ledger.transition.ReadyHeads;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Where the tasks of a list are looked for: the narrowest index that its filters have, or the
 * primary key.
 *
 * @param branches the tasks of each in the order of an index; together they have all of the list
 * @param breadth how many tasks that index may find
 */
record ListSource(List<Branch> branches, Breadth breadth) {

    /** How many tasks a source has. */
    enum Breadth {
        /** All there are, side by side in the table. */
        ALL,
        /** Any part of them, far apart from each other. */
        ANY,
        FEW
    }

    /** How an index has its tasks. */
    enum Found {
        /** In the order of ids, or in the one that is looked for. */
        IN_ORDER,
        /** In none: they are sorted after they were read. */
        UNSORTED,
        /** The same, but it may find so many that no more are read than can be told of. */
        UNSORTED_MANY,
        /**
         * The same, in the order of the index of ready tasks, which no other condition leads to.
         */
        BY_PARTITION
    }

    /**
     * Part of a source.
     *
     * @param condition for which there is an index
     */
    record Branch(Clause condition, Found found) {}

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

    /**
     * A query for the id of the oldest ready task, null where there is none; of too many queues to
     * look at all of them, the least id.
     */
    static final String OLDEST_READY =
            """
            with recursive %1$s
            select case when (select count(*) from heads) < %2$d
              then (select h.id from heads h order by h.id limit 1)
              else '00000000-0000-0000-0000-000000000000'::uuid end
            """
                    .formatted(ReadyHeads.table("true"), ReadyHeads.MOST);

    /** The one priority without an index: that of ordinary tasks. */
    private static final int ORDINARY = 5;

    /** In the order of creation; of a list of ready tasks alone all tasks. */
    static ListSource of(ListTasksRequest request, ListFilters filters, AddedSources added) {
        return ofKin(request)
                .or(() -> filters.readyAlone() ? Optional.of(all()) : Optional.empty())
                .or(() -> ofStatuses(request, filters, request.getType()))
                .or(() -> added.inOrder(Order.CREATED))
                .orElseGet(ListSource::all);
    }

    /** In an order, or in that of creation within a priority, where the filters have an index. */
    static Optional<ListSource> inOrder(
            Order order, ListTasksRequest request, ListFilters filters, AddedSources added) {
        return ofStatuses(request, filters, "").or(() -> added.inOrder(order));
    }

    /** In the order of change. */
    static ListSource byChange(ListTasksRequest request, ListFilters filters, AddedSources added) {
        return inOrder(Order.UPDATED, request, filters, added).orElseGet(ListSource::all);
    }

    /** The tasks of a priority, in the order of creation. */
    static ListSource byPriority(
            ListTasksRequest request, ListFilters filters, AddedSources added, int priority) {
        Clause those = Clause.of("t.priority = " + priority);
        return inOrder(Order.PRIORITY, request, filters, added)
                .map(source -> source.and(those))
                .orElseGet(() -> ofPriority(request.getNamespace(), priority));
    }

    private static Optional<ListSource> ofKin(ListTasksRequest request) {
        if (!request.getParentId().isEmpty()) {
            return few("t.parent_id = ?", Ids.fromBytes(request.getParentId()));
        }
        if (!request.getWorkflowExecutionId().isEmpty()) {
            return few(
                    "t.workflow_execution_id = ?", Ids.fromBytes(request.getWorkflowExecutionId()));
        }
        return request.getSessionId().isEmpty()
                ? Optional.empty()
                : few(
                        "t.session_id = ? and t.namespace = ?",
                        request.getSessionId(),
                        request.getNamespace());
    }

    /** All ready tasks, of every namespace. */
    static ListSource allReady() {
        Branch ready = new Branch(Clause.of("t.status = 4"), Found.BY_PARTITION);
        return new ListSource(List.of(ready), Breadth.ALL);
    }

    /** Those that are as old as this one at most. */
    ListSource since(UUID oldest) {
        return and(Clause.of("t.id >= ?", oldest));
    }

    /** Those that have changed since this one was made, taking clocks to agree within a minute. */
    ListSource changedSince(UUID oldest) {
        return and(Clause.of("t.updated_at >= ledger.id_time(?) - interval '1 minute'", oldest));
    }

    /** Those of them for which this holds as well. */
    ListSource and(Clause condition) {
        return new ListSource(
                branches.stream()
                        .map(
                                branch ->
                                        new Branch(
                                                branch.condition().and(condition), branch.found()))
                        .toList(),
                breadth);
    }

    /** These and others. */
    ListSource or(Branch others) {
        List<Branch> both = new ArrayList<>(branches);
        both.add(others);
        return new ListSource(both, breadth);
    }

    /** All tasks, by the primary key. */
    static ListSource all() {
        return new ListSource(List.of(new Branch(Clause.of("true"), Found.IN_ORDER)), Breadth.ALL);
    }

    private static ListSource ofPriority(String namespace, int priority) {
        return priority == ORDINARY
                ? all()
                : any(Clause.of("t.namespace = ? and t.priority = " + priority, namespace));
    }

    /** Whether its tasks are not side by side in the table. */
    boolean scattered() {
        return breadth != Breadth.ALL;
    }

    /** Whether it is an index of few tasks. */
    boolean few() {
        return breadth == Breadth.FEW;
    }

    /** The tasks of an index that may find any number of them. */
    static ListSource any(Clause condition) {
        return new ListSource(List.of(new Branch(condition, Found.IN_ORDER)), Breadth.ANY);
    }

    private static Optional<ListSource> few(String condition, Object... values) {
        Branch branch = new Branch(Clause.of(condition, values), Found.IN_ORDER);
        return Optional.of(new ListSource(List.of(branch), Breadth.FEW));
    }

    /**
     * Only where all of the list have such a status. Their index is in the order of creation, of
     * change, and of creation by priority; that of a type as well in the order of creation alone.
     */
    private static Optional<ListSource> ofStatuses(
            ListTasksRequest request, ListFilters filters, String type) {
        Set<TaskStatus> statuses = filters.statuses();
        boolean few = statuses.stream().allMatch(s -> SELDOM.contains(s) || RUNNING.contains(s));
        if (statuses.isEmpty() || !few) {
            return Optional.empty();
        }
        List<Branch> branches = new ArrayList<>();
        for (TaskStatus status : statuses) {
            if (SELDOM.contains(status)) {
                Clause those =
                        Clause.of(
                                "t.namespace = ? and t.status = " + status.getNumber(),
                                request.getNamespace());
                branches.add(
                        new Branch(
                                type.isEmpty() ? those : those.and("t.type = ?", type),
                                Found.IN_ORDER));
            }
        }
        if (statuses.stream().anyMatch(RUNNING::contains)) {
            branches.add(new Branch(Clause.of("t.status in (5, 6)"), Found.UNSORTED));
        }
        return Optional.of(new ListSource(branches, Breadth.FEW));
    }
}
