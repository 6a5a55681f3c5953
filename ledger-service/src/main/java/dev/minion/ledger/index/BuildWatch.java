package dev.minion.ledger.index;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Asks Postgres on a connection of its own how far it is, until it is closed. */
final class BuildWatch implements AutoCloseable {

    private static final Duration EVERY = Duration.ofSeconds(5);

    private static final String PROGRESS =
            """
            select phase, case when tuples_total > 0 then tuples_done else blocks_done end,
              case when tuples_total > 0 then tuples_total else blocks_total end
            from pg_stat_progress_create_index
            where datname = current_database() and relid in (
              select inhrelid from pg_inherits where inhparent = 'ledger.tasks'::regclass)
            """;

    private final Connection connection;
    private final BuildProgress progress;
    private final Thread thread;
    private volatile boolean closed;

    private BuildWatch(Connection connection, BuildProgress progress) {
        this.connection = connection;
        this.progress = progress;
        this.thread = Thread.ofVirtual().name("index-progress").unstarted(this::watch);
    }

    /** Over a connection that nobody else uses. */
    static BuildWatch begin(Connection connection, BuildProgress progress) {
        BuildWatch watch = new BuildWatch(connection, progress);
        watch.thread.start();
        return watch;
    }

    /** What cannot be told is not told: the build goes on. */
    private void watch() {
        try (PreparedStatement statement = connection.prepareStatement(PROGRESS)) {
            LockSupport.parkNanos(EVERY.toNanos());
            while (!closed) {
                look(statement);
                LockSupport.parkNanos(EVERY.toNanos());
            }
        } catch (SQLException lost) {
            if (!closed) {
                progress.phase("building, but how far cannot be told", 0, 0);
            }
        }
    }

    private void look(PreparedStatement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery()) {
            if (rows.next()) {
                progress.phase(rows.getString(1), rows.getLong(2), rows.getLong(3));
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }
}
