package dev.minion.ledger.change;

import dev.minion.contracts.Ids;
import dev.minion.contracts.ledger.Change;
import dev.minion.contracts.ledger.ReadChangesRequest;
import dev.minion.contracts.ledger.Transition;
import dev.minion.contracts.tasks.TaskStatus;
import dev.minion.ledger.transition.Timestamps;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the log with what the tasks' rows and history tell of it. */
final class ChangeRows {

    /**
     * The rows by their keys, one by one, whatever the planner believes of their number. Those of
     * tasks that are gone, or not asked for, come without a task, so that the reader gets past
     * them.
     */
    static final String READ =
            """
            select c.sequence, c.k, c.n, c.at, c.was, c.status, c.task, c.kept, t.*, h.*
            from (
              select e.sequence, e.at, e.was, e.status, e.n, u.*
              from (select l.*, cardinality(l.tasks) as n from ledger.task_changes l
                    where l.sequence between $1 and $2 order by l.sequence limit $4) e
              cross join lateral unnest(e.tasks, e.kept) with ordinality u(task, kept, k)
              where e.sequence > $1 or u.k > $3 limit $4) c
            left join lateral (
              select t.namespace, t.type, t.created_at, t.started_at, t.completed_at,
                t.attempt as last_attempt, t.assigned_to
              from ledger.tasks t where t.id = c.task and ($5 = '' or t.namespace = $5)
                and ($6::text[] is null or t.type = any($6)) offset 0) t on true
            left join lateral (
              select h.at as kept_at, h.attempt, h.was as kept_was, h.status as kept_status,
                h.worker, h.code, h.reason
              from ledger.task_history h
              where h.task_id = c.task and h.sequence = c.kept and t.type is not null offset 0) h
              on true
            order by c.sequence, c.k
            """;

    private final Position from;
    private final List<Change> changes = new ArrayList<>();
    private Position next;

    private ChangeRows(Position from) {
        this.from = from;
        this.next = from;
    }

    /**
     * Reads from a position on.
     *
     * @param last the greatest number that may be read
     * @param scan how many changes of tasks are looked at
     */
    static Future<ChangeRows> read(
            Pool pool, ReadChangesRequest request, Position from, long last, int scan) {
        String[] types = request.getTypesList().toArray(String[]::new);
        Tuple values =
                Tuple.of(from.sequence(), last, from.index() / 2, scan, request.getNamespace())
                        .addArrayOfString(types.length == 0 ? null : types);
        return pool.preparedQuery(READ)
                .execute(values)
                .map(
                        rows -> {
                            ChangeRows read = new ChangeRows(from);
                            rows.forEach(read::add);
                            if (rows.size() < scan) {
                                read.next = Position.of(from.epoch(), last + 1);
                            }
                            return read;
                        });
    }

    /** In their order. */
    List<Change> changes() {
        return changes;
    }

    /** After all that was looked at. */
    Position next() {
        return next;
    }

    private void add(Row row) {
        long index = 2 * (row.getLong("k") - 1);
        next = after(row, index + 2);
        Short status = row.getShort("status");
        if (row.getString("type") == null) {
            return;
        }
        if (status == null) {
            if (row.getShort("kept_status") != null) {
                add(row, next, kept(row));
            }
        } else if (row.getShort("was") == null) {
            add(row, next, created(row));
        } else if (status == TaskStatus.COMPLETED.getNumber()) {
            completed(row, index);
        } else {
            add(row, next, released(row));
        }
    }

    /** The end of an attempt, and before it the start, where that was not written by itself. */
    private void completed(Row row, long index) {
        TaskStatus was = status(row, "was");
        boolean started = was != TaskStatus.RUNNING && row.getOffsetDateTime("started_at") != null;
        if (started && !resumesAt(row, index + 1)) {
            add(
                    row,
                    after(row, index + 1),
                    ofWorker(row, "started_at").setFrom(was).setTo(TaskStatus.RUNNING));
        }
        add(
                row,
                next,
                ofWorker(row, "completed_at")
                        .setFrom(started ? TaskStatus.RUNNING : was)
                        .setTo(TaskStatus.COMPLETED));
    }

    private boolean resumesAt(Row row, long index) {
        return row.getLong("sequence") == from.sequence() && index == from.index();
    }

    private Position after(Row row, long index) {
        long sequence = row.getLong("sequence");
        return index < 2 * row.getInteger("n")
                ? new Position(from.epoch(), sequence, index)
                : Position.of(from.epoch(), sequence + 1);
    }

    private void add(Row row, Position position, Transition.Builder transition) {
        changes.add(
                Change.newBuilder()
                        .setPosition(position.text())
                        .setTaskId(Ids.toBytes(row.getUUID("task")))
                        .setNamespace(row.getString("namespace"))
                        .setType(row.getString("type"))
                        .setTransition(transition)
                        .build());
    }

    private static Transition.Builder created(Row row) {
        return transition(row, "created_at").setTo(status(row, "status"));
    }

    private static Transition.Builder released(Row row) {
        return transition(row, "at")
                .setFrom(status(row, "was"))
                .setTo(status(row, "status"))
                .setAttempt(1);
    }

    private static Transition.Builder kept(Row row) {
        return transition(row, "kept_at")
                .setFrom(status(row, "kept_was"))
                .setTo(status(row, "kept_status"))
                .setAttempt(row.getInteger("attempt"))
                .setWorker(text(row, "worker"))
                .setCode(text(row, "code"))
                .setReason(text(row, "reason"));
    }

    /** A task that has completed does not change any more: its row tells of the last attempt. */
    private static Transition.Builder ofWorker(Row row, String at) {
        return transition(row, at)
                .setAttempt(row.getInteger("last_attempt"))
                .setWorker(text(row, "assigned_to"));
    }

    private static Transition.Builder transition(Row row, String at) {
        return Transition.newBuilder().setAtUs(Timestamps.fromColumn(row.getOffsetDateTime(at)));
    }

    private static TaskStatus status(Row row, String column) {
        return TaskStatus.forNumber(row.getShort(column));
    }

    private static String text(Row row, String column) {
        @Nullable String text = row.getString(column);
        return text == null ? "" : text;
    }
}
