package dev.minion.ledger.backup;

import dev.minion.ledger.transition.ChangeLog;
import dev.minion.ledger.transition.CountDeltas;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Begins an epoch in which no fence from before is valid any more (law 4). */
public final class NewLife {

    private static final String EPOCH = "update ledger.epoch set epoch = ?";

    /**
     * Those that are not released, and may be: their next fence has this epoch even where a ledger
     * that has just started has not read it yet.
     */
    private static final String RAISE =
            """
            update ledger.tasks set epoch = ?, version = version + 1, updated_at = now()
            where status not in (4, 5, 6, 7)
            """;

    /**
     * As when a coordinator releases an attempt that never started: no retry is burnt, and what
     * somebody has marked to be paused is.
     */
    private static final String GIVE_BACK =
            """
            with given as (
              update ledger.tasks t set
                status = case when t.run_after < 'epoch' then 2 else 4 end,
                epoch = ?, attempt = t.attempt + 1,
                run_after = case when t.run_after < 'epoch' then t.run_after end,
                due_at = case when t.queue_ms > 0 and coalesce(t.run_after, 'epoch') >= 'epoch'
                  then now() + t.queue_ms * interval '1 millisecond' end,
                assigned_to = null, started_at = null, progress = null,
                version = t.version + 1, updated_at = now()
              where t.status in (4, 5, 6)
              returning t.id, t.namespace, t.type, t.status, old.attempt as attempt,
                old.status as was, old.assigned_to as worker),
            counted as (
            """
                    + CountDeltas.moved("given")
                    + """
            ),
            kept as (
            insert into ledger.task_history (task_id, attempt, was, status, worker, reason)
            select id, attempt, was, status, worker, ? from given order by id
            returning task_id, sequence),
            logged as (
            """
                    + ChangeLog.kept("kept")
                    + """
            )
            select count(*)::int from given
            """;

    private final Connection connection;

    /** Over a connection that commits when it is told to. */
    public NewLife(Connection connection) {
        this.connection = connection;
    }

    /**
     * Raises the epoch, and gives each open attempt back with it.
     *
     * @param epoch above all that were before it
     * @param reason for the timelines of the tasks that are given back
     * @return how many these are
     */
    public int begin(int epoch, String reason) throws SQLException {
        update(EPOCH, epoch);
        update(RAISE, epoch);
        try (PreparedStatement statement = connection.prepareStatement(GIVE_BACK)) {
            statement.setInt(1, epoch);
            statement.setString(2, reason);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? rows.getInt(1) : 0;
            }
        }
    }

    private void update(String sql, int epoch) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setInt(1, epoch);
            statement.executeUpdate();
        }
    }
}
