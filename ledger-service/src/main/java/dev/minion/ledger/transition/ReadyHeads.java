package dev.minion.ledger.transition;

/**
 * The oldest ready task of each partition, queue and priority. The index of ready tasks leads from
 * one to the next, so that it costs what there are of them, however many tasks stand behind each.
 */
public final class ReadyHeads {

    /** So many are looked at; who has more of them gets the first. */
    public static final int MOST = 2_000;

    private static final String COLUMNS =
            "t.partition, t.queue, t.priority, t.id, t.namespace, t.created_at";

    private static final String IN_ORDER =
            "order by t.partition, t.queue, t.priority desc, t.id limit 1";

    private ReadyHeads() {}

    /**
     * For {@code with recursive}: a table {@code heads} with the columns {@code partition}, {@code
     * queue}, {@code priority}, {@code id}, {@code namespace} and {@code created_at}.
     *
     * @param when SQL that is false where nobody need look
     */
    public static String table(String when) {
        return """
            heads(number, partition, queue, priority, id, namespace, created_at) as (
              (select 1, %1$s from ledger.tasks t where %4$s and t.status = 4 %2$s)
              union all
              select h.number + 1, next.* from heads h cross join lateral (
                select * from (
                  (select %1$s from ledger.tasks t where t.status = 4
                    and t.partition = h.partition and t.queue = h.queue and t.priority < h.priority
                    %2$s)
                  union all
                  (select %1$s from ledger.tasks t where t.status = 4
                    and (t.partition, t.queue) > (h.partition, h.queue) %2$s)) either limit 1) next
              where h.number < %3$d)
            """
                .formatted(COLUMNS, IN_ORDER, MOST, when);
    }
}
