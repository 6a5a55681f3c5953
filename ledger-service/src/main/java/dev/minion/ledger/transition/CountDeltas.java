package dev.minion.ledger.transition;

/**
 * How the counts of tasks are kept: each statement that adds, moves or removes tasks appends what
 * that changes, so that with every commit the counts and the tasks agree. The parts here complete
 * such a statement; they read what one of its {@code with} parts returns of each task.
 *
 * <p>A trigger would do it for any statement, at twice the price (decision 0012).
 */
public final class CountDeltas {

    private static final String APPEND =
            "insert into ledger.task_count_deltas (delta, status, namespace, type) ";

    private CountDeltas() {}

    /** Of new tasks: {@code rows} has their namespace, type and status. */
    public static String added(String rows) {
        return APPEND + counted("count(*)", rows);
    }

    /** Of tasks that go: {@code rows} has their namespace, type and status. */
    public static String removed(String rows) {
        return APPEND + counted("-count(*)", rows);
    }

    private static String counted(String delta, String rows) {
        return "select "
                + delta
                + ", c.status, c.namespace, c.type from "
                + rows
                + " c group by c.status, c.namespace, c.type";
    }

    /**
     * Of tasks that were written: {@code rows} has the status that each had as {@code was}, and its
     * namespace, type and present status, under names with the prefix.
     */
    public static String moved(String rows, String prefix) {
        return APPEND
                + """
                select d.sign * m.tasks, d.status, m.namespace, m.type
                from (
                  select count(*) as tasks, r.was, r.%2$sstatus as status,
                    r.%2$snamespace as namespace, r.%2$stype as type
                  from %1$s r where r.was <> r.%2$sstatus group by 2, 3, 4, 5) m
                cross join lateral (values (-1, m.was), (1, m.status)) d(sign, status)
                """
                        .formatted(rows, prefix);
    }
}
