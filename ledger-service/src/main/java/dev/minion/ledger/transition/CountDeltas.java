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
            "insert into ledger.task_count_deltas (tasks, was, status, namespace, type) ";

    private CountDeltas() {}

    /** Of new tasks: {@code rows} has their namespace, type and status. */
    public static String added(String rows) {
        return APPEND
                + "select count(*), null, r.status, r.namespace, r.type from "
                + rows
                + " r group by r.status, r.namespace, r.type";
    }

    /** The same for few, which are faster appended one by one than grouped. */
    public static String addedFew(String rows) {
        return APPEND + "select 1, null, r.status, r.namespace, r.type from " + rows + " r";
    }

    /** Of tasks that go: {@code rows} has their namespace, type and status. */
    public static String removed(String rows) {
        return APPEND
                + "select count(*), r.status, null, r.namespace, r.type from "
                + rows
                + " r group by r.status, r.namespace, r.type";
    }

    /**
     * Of tasks that were written: {@code rows} has the status that each had as {@code was}, and its
     * namespace, type and present status.
     */
    public static String moved(String rows) {
        return APPEND
                + "select count(*), r.was, r.status, r.namespace, r.type from "
                + rows
                + " r where r.was <> r.status group by r.was, r.status, r.namespace, r.type";
    }

    /**
     * Of tasks that completed: {@code rows} has {@code was}, {@code of_namespace}, {@code of_type}.
     */
    public static String completed(String rows) {
        return APPEND
                + "select count(*), r.was, 7, r.of_namespace, r.of_type from "
                + rows
                + " r group by r.was, r.of_namespace, r.of_type";
    }

    /** The same for few. */
    public static String completedFew(String rows) {
        return APPEND + "select 1, r.was, 7, r.of_namespace, r.of_type from " + rows + " r";
    }
}
