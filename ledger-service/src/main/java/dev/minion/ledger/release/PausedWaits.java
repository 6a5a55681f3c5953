package dev.minion.ledger.release;

import dev.minion.ledger.pause.PauseHistory;
import dev.minion.ledger.transition.LockedTask;
import dev.minion.ledger.transition.ReadyRows;
import dev.minion.ledger.transition.Timestamps;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Ready tasks that by the clock have waited too long, and were paused meanwhile. They get the time
 * back here, when it is over, and not when their pause ends: so that ending a pause costs nothing,
 * however many tasks it covers.
 */
final class PausedWaits {

    /**
     * Nothing at all where there are no pauses. A task became ready when its row last changed;
     * where somebody has edited it since, that is what its due time says, unless it was put off
     * before.
     */
    private static final String WAITS =
            """
            select t.id, t.namespace, t.type, t.demands, t.queue_ms, now() as at,
              least(t.due_at - t.queue_ms * interval '1 millisecond', t.updated_at) as since
            from ledger.tasks t where t.id = any($1::uuid[]) and exists (select from ledger.pauses)
            """;

    /** Nobody is told, for nothing is to be seen of it: the row keeps its version. */
    private static final String PUT_OFF =
            """
            update ledger.tasks t set due_at = now() + u.wait_us * interval '1 microsecond'
            from unnest($1::uuid[], $2::bigint[]) u(id, wait_us) where t.id = u.id
            """;

    private PausedWaits() {}

    /** One of them. */
    private record Waiting(
            UUID id, PauseHistory.Subject task, long mayUs, long sinceUs, long atUs) {

        static Waiting of(Row row) {
            return new Waiting(
                    row.getUUID("id"),
                    new PauseHistory.Subject(
                            row.getString("namespace"),
                            row.getString("type"),
                            key(row.getBuffer("demands"))),
                    row.getLong("queue_ms") * 1_000,
                    Timestamps.fromColumn(row.getOffsetDateTime("since")),
                    Timestamps.fromColumn(row.getOffsetDateTime("at")));
        }

        private static String key(@Nullable Buffer demands) {
            return demands == null ? "" : ReadyRows.demands(demands).getFlow().getKey();
        }

        QueueWait now(PauseHistory history) {
            return QueueWait.of(mayUs, sinceUs, atUs, history.of(task));
        }
    }

    /**
     * Puts off those that may wait for longer.
     *
     * @param overdue ready tasks that this transaction holds
     * @return which were put off
     */
    static Future<Set<UUID>> putOff(SqlClient connection, Collection<LockedTask> overdue) {
        if (overdue.isEmpty()) {
            return Future.succeededFuture(Set.of());
        }
        UUID[] ids = overdue.stream().map(LockedTask::id).toArray(UUID[]::new);
        return connection
                .preparedQuery(WAITS)
                .execute(Tuple.tuple().addArrayOfUUID(ids))
                .compose(
                        rows ->
                                rows.size() == 0
                                        ? Future.succeededFuture(Set.of())
                                        : putOff(connection, waiting(rows)));
    }

    private static List<Waiting> waiting(RowSet<Row> rows) {
        List<Waiting> waiting = new ArrayList<>(rows.size());
        rows.forEach(row -> waiting.add(Waiting.of(row)));
        return waiting;
    }

    private static Future<Set<UUID>> putOff(SqlClient connection, List<Waiting> waiting) {
        long sinceUs = waiting.stream().mapToLong(Waiting::sinceUs).min().orElseThrow();
        List<PauseHistory.Subject> tasks = waiting.stream().map(Waiting::task).toList();
        return PauseHistory.read(connection, tasks, sinceUs)
                .compose(history -> putOff(connection, waiting, history));
    }

    private static Future<Set<UUID>> putOff(
            SqlClient connection, List<Waiting> waiting, PauseHistory history) {
        List<UUID> ids = new ArrayList<>();
        List<Long> waits = new ArrayList<>();
        for (Waiting task : waiting) {
            QueueWait wait = task.now(history);
            if (!wait.over()) {
                ids.add(task.id());
                waits.add(wait.nextLookUs());
            }
        }
        if (ids.isEmpty()) {
            return Future.succeededFuture(Set.of());
        }
        Tuple values =
                Tuple.tuple()
                        .addArrayOfUUID(ids.toArray(UUID[]::new))
                        .addArrayOfLong(waits.toArray(Long[]::new));
        return connection.preparedQuery(PUT_OFF).execute(values).map(done -> new HashSet<>(ids));
    }
}
