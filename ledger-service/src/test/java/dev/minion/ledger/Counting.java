package dev.minion.ledger;

/** What the counts of tasks are held against: counting. */
public final class Counting {

    /** The groups of a namespace whose count is wrong. */
    public static final String WRONG =
            """
            select coalesce(string_agg(type || ' ' || status || ' by ' || off, ', '), '') from (
              select sum(n) as off, status, type from (
                select count(*) as n, status, namespace, type from ledger.tasks group by 2, 3, 4
                union all select -tasks, status, namespace, type from ledger.task_counts
                union all select -tasks, status, namespace, type from ledger.task_count_deltas
                union all select tasks, was, namespace, type from ledger.task_count_deltas) c
              where c.status is not null and c.namespace = '%s' group by status, type having sum(n) <> 0) wrong
            """;

    private Counting() {}
}
