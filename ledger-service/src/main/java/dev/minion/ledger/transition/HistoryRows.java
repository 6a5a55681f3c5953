package dev.minion.ledger.transition;

import dev.minion.contracts.tasks.TaskError;
import dev.minion.contracts.tasks.TaskStatus;
import dev.minion.ledger.state.TaskState;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the transitions that decisions bring, in the transaction that writes them. A completion
 * without a decision keeps none: its row tells as much.
 */
final class HistoryRows {

    private static final String INSERT =
            """
            with kept as (
            insert into ledger.task_history (task_id, attempt, was, status, worker, code, reason)
            select u.task_id, u.attempt, u.was, u.status, u.worker, u.code, u.reason
            from unnest($1::uuid[], $2::int[], $3::smallint[], $4::smallint[], $5::text[],
                        $6::text[], $7::text[])
              with ordinality u(task_id, attempt, was, status, worker, code, reason, position)
            order by u.position
            returning task_id, sequence)
            """
                    + ChangeLog.kept("kept");

    /** Stands before the reason for which the last of its runs failed. */
    private static final String PAUSED = "paused, for its retries have run out: ";

    private final List<UUID> task = new ArrayList<>();
    private final List<Integer> attempt = new ArrayList<>();
    private final List<Short> was = new ArrayList<>();
    private final List<Short> status = new ArrayList<>();
    private final List<@Nullable String> worker = new ArrayList<>();
    private final List<@Nullable String> code = new ArrayList<>();
    private final List<@Nullable String> reason = new ArrayList<>();

    private HistoryRows() {}

    /** Appends what the decisions changed, in order. */
    static Future<Void> append(SqlClient connection, List<Decided> decisions) {
        HistoryRows rows = new HistoryRows();
        decisions.forEach(rows::add);
        return rows.task.isEmpty()
                ? Future.succeededFuture()
                : connection.preparedQuery(INSERT).execute(rows.tuple()).mapEmpty();
    }

    private void add(Decided decided) {
        TaskState from = decided.before().state();
        for (Told told : decided.told()) {
            TaskState to = told.state();
            if (isNews(from, to)) {
                task.add(decided.before().id());
                attempt.add(told.fence().getAttempt());
                was.add((short) from.status().getNumber());
                status.add((short) to.status().getNumber());
                worker.add(told.worker().isEmpty() ? null : told.worker());
                add(from.error(), to.error(), to.paused() && !to.held() ? PAUSED : "");
            }
            from = to;
        }
    }

    /** A first release when the last dependency ends is told by that one's row. */
    private static boolean isNews(TaskState from, TaskState to) {
        boolean released =
                from.status() == TaskStatus.BLOCKED
                        && to.status() == TaskStatus.READY
                        && to.attempt() == 1;
        return !released && (to.status() != from.status() || to.attempt() != from.attempt());
    }

    /** An error that was there before is not what this transition is about. */
    private void add(@Nullable TaskError before, @Nullable TaskError after, String remark) {
        TaskError news = after == null || (remark.isEmpty() && after.equals(before)) ? null : after;
        code.add(news == null ? null : news.getCode());
        reason.add(news == null ? null : remark + news.getMessage());
    }

    private Tuple tuple() {
        return Tuple.tuple()
                .addArrayOfUUID(task.toArray(UUID[]::new))
                .addArrayOfInteger(attempt.toArray(Integer[]::new))
                .addArrayOfShort(was.toArray(Short[]::new))
                .addArrayOfShort(status.toArray(Short[]::new))
                .addArrayOfString(worker.toArray(String[]::new))
                .addArrayOfString(code.toArray(String[]::new))
                .addArrayOfString(reason.toArray(String[]::new));
    }
}
