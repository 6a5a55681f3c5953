package dev.minion.ledger.history;

import dev.minion.contracts.FailureCode;
import dev.minion.contracts.Ids;
import dev.minion.contracts.ledger.GetTimelineRequest;
import dev.minion.contracts.ledger.Timeline;
import dev.minion.contracts.ledger.Transition;
import dev.minion.contracts.tasks.TaskStatus;
import dev.minion.ledger.state.Transitions;
import dev.minion.ledger.task.Problems;
import dev.minion.ledger.transition.Timestamps;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads timelines. */
@ApplicationScoped
public class Timelines {

    /** The last transitions of a task that has more. */
    static final int LONGEST = 1_000;

    /** In one statement, so that both are of one moment. */
    private static final String READ =
            """
            select t.created_at, t.started_at, t.completed_at, t.status as now, t.attempt as current,
              t.assigned_to,
              (select max(d.completed_at) from ledger.task_dependencies e
                join ledger.tasks d on d.id = e.depends_on where e.task_id = t.id) as released_at,
              h.at, h.attempt, h.was, h.status, h.worker, h.code, h.reason
            from ledger.tasks t left join lateral (
              select * from ledger.task_history h where h.task_id = t.id
              order by h.sequence desc limit $3) h on true
            where t.namespace = $1 and t.id = $2
            order by h.sequence
            """;

    private final Pool pool;

    Timelines(Pool pool) {
        this.pool = pool;
    }

    /** The timeline of a task, or the problem task-not-found. */
    public Future<Timeline> read(GetTimelineRequest request) {
        UUID id = Ids.fromBytes(request.getId());
        return pool.preparedQuery(READ)
                .execute(Tuple.of(request.getNamespace(), id, LONGEST + 1))
                .map(
                        rows -> {
                            List<Row> all = new ArrayList<>(rows.size());
                            rows.forEach(all::add);
                            return all.isEmpty() ? notFound() : timeline(all);
                        });
    }

    private static Timeline notFound() {
        return Timeline.newBuilder()
                .setProblem(Problems.of(FailureCode.TASK_NOT_FOUND, "no such task"))
                .build();
    }

    private static Timeline timeline(List<Row> rows) {
        Row task = rows.getFirst();
        List<Row> kept = task.getOffsetDateTime("at") == null ? List.of() : rows;
        boolean truncated = kept.size() > LONGEST;
        if (truncated) {
            kept = kept.subList(1, kept.size());
        }
        Timeline.Builder timeline = Timeline.newBuilder().setTruncated(truncated);
        Row first = kept.isEmpty() ? null : kept.getFirst();
        TaskStatus born = born(task, first);
        boolean released = born == TaskStatus.READY && waited(task);
        timeline.addTransitions(
                transition(task, "created_at").setTo(released ? TaskStatus.BLOCKED : born));
        if (released) {
            letGo(timeline, task, TaskStatus.READY);
        }
        for (Row row : kept) {
            letGo(timeline, task, status(row, "was"));
            timeline.addTransitions(kept(row));
        }
        letGo(timeline, task, status(task, "now"));
        end(timeline, task);
        return timeline.build();
    }

    /** Whether its last dependency ended after it was created. */
    private static boolean waited(Row task) {
        OffsetDateTime released = task.getOffsetDateTime("released_at");
        return released != null && released.isAfter(task.getOffsetDateTime("created_at"));
    }

    /** The release by its last dependency, which is not kept, where a blocked task went on. */
    private static void letGo(Timeline.Builder timeline, Row task, TaskStatus next) {
        TaskStatus last = last(timeline).getTo();
        if (last == TaskStatus.BLOCKED && next != TaskStatus.BLOCKED && waited(task)) {
            timeline.addTransitions(
                    transition(task, "released_at")
                            .setFrom(TaskStatus.BLOCKED)
                            .setTo(TaskStatus.READY)
                            .setAttempt(1));
        }
    }

    private static Transition last(Timeline.Builder timeline) {
        return timeline.getTransitions(timeline.getTransitionsCount() - 1);
    }

    /** The status in which it was created: where nothing is kept of it, what its row implies. */
    private static TaskStatus born(Row task, @Nullable Row first) {
        if (first != null) {
            return status(first, "was");
        }
        TaskStatus now = status(task, "now");
        if (!Transitions.terminal(now)) {
            return now;
        }
        // Ended without a kept transition: completed as it was, or refused with its creation.
        return now == TaskStatus.COMPLETED ? TaskStatus.READY : now;
    }

    /** A completion that was written without a decision, and the start that it reported. */
    private static void end(Timeline.Builder timeline, Row task) {
        Transition last = last(timeline);
        TaskStatus now = status(task, "now");
        if (last.getTo() == now) {
            return;
        }
        String worker = text(task, "assigned_to");
        int attempt = task.getInteger("current");
        TaskStatus from = last.getTo();
        if (from != TaskStatus.RUNNING && task.getOffsetDateTime("started_at") != null) {
            timeline.addTransitions(
                    transition(task, "started_at")
                            .setFrom(from)
                            .setTo(TaskStatus.RUNNING)
                            .setAttempt(attempt)
                            .setWorker(worker));
            from = TaskStatus.RUNNING;
        }
        timeline.addTransitions(
                transition(task, "completed_at")
                        .setFrom(from)
                        .setTo(now)
                        .setAttempt(attempt)
                        .setWorker(worker));
    }

    private static Transition kept(Row row) {
        return transition(row, "at")
                .setFrom(status(row, "was"))
                .setTo(status(row, "status"))
                .setAttempt(row.getInteger("attempt"))
                .setWorker(text(row, "worker"))
                .setCode(text(row, "code"))
                .setReason(text(row, "reason"))
                .build();
    }

    private static Transition.Builder transition(Row row, String at) {
        return Transition.newBuilder().setAtUs(Timestamps.fromColumn(row.getOffsetDateTime(at)));
    }

    private static TaskStatus status(Row row, String column) {
        return TaskStatus.forNumber(row.getShort(column));
    }

    private static String text(Row row, String column) {
        String text = row.getString(column);
        return text == null ? "" : text;
    }
}
