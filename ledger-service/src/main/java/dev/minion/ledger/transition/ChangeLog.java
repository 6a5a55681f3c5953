package dev.minion.ledger.transition;

/**
 * How changes of status are logged for those who follow them ({@code ledger.change}): each
 * statement that creates tasks or moves them appends one row that names them all, however many they
 * are. The parts here complete such a statement, as those of {@link CountDeltas} do.
 *
 * <p>The row's number is drawn after the tasks were written, while their rows are held: so of two
 * changes of one task the later one has the greater number. And it is drawn under a lock that the
 * transaction has on the log until its end, by which a reader knows what may still come.
 */
public final class ChangeLog {

    private static final String APPEND = "insert into ledger.task_changes ";

    private ChangeLog() {}

    /** Of new tasks: {@code rows} has their id and status. */
    public static String created(String rows) {
        return APPEND
                + "(status, tasks) select r.status, array_agg(r.id) from "
                + rows
                + " r group by r.status";
    }

    /** The same for few, which are faster appended one by one than grouped. */
    public static String createdFew(String rows) {
        return APPEND + "(status, tasks) select r.status, array[r.id] from " + rows + " r";
    }

    /**
     * Of tasks that completed without a decision: {@code rows} has {@code of_id} and {@code was}.
     */
    public static String completed(String rows) {
        return APPEND
                + "(was, status, tasks) select r.was, 7, array_agg(r.of_id) from "
                + rows
                + " r group by r.was";
    }

    /** The same for few. */
    public static String completedFew(String rows) {
        return APPEND + "(was, status, tasks) select r.was, 7, array[r.of_id] from " + rows + " r";
    }

    /**
     * Of tasks that were written, those whose first attempt the last dependency let go, which the
     * history does not keep: {@code rows} has {@code id}, {@code was}, {@code status} and {@code
     * attempt}.
     */
    public static String released(String rows) {
        return APPEND
                + "(was, status, tasks) select 3, 4, array_agg(r.id) from "
                + rows
                + " r where r.was = 3 and r.status = 4 and r.attempt = 1 having count(*) > 0";
    }

    /** Of what the history keeps: {@code rows} has {@code task_id} and {@code sequence}. */
    public static String kept(String rows) {
        return APPEND
                + "(tasks, kept) select array_agg(r.task_id order by r.sequence),"
                + " array_agg(r.sequence order by r.sequence) from "
                + rows
                + " r having count(*) > 0";
    }
}
