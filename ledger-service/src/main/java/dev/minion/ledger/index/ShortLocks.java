package dev.minion.ledger.index;

import dev.minion.ledger.backup.RefusedException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Statements that need a lock which writers notice. Whoever comes behind one that waits for a lock
 * waits as well: so it waits for a moment only, and again and again. Blocks.
 */
final class ShortLocks {

    private static final String LOCK_NOT_AVAILABLE = "55P03";
    private static final Duration WAIT = Duration.ofMillis(200);
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final int TIMES = 240;

    private final Connection connection;

    ShortLocks(Connection connection) {
        this.connection = connection;
    }

    /**
     * Carries it out, in a transaction by itself.
     *
     * @throws RefusedException where others did not let go of the table for some minutes
     */
    void run(String sql) throws SQLException, RefusedException {
        for (int i = 0; i < TIMES; i++) {
            if (ran(sql, WAIT)) {
                return;
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
        throw new RefusedException("something holds a lock on the tasks all the time");
    }

    /** Carries it out; false where it could not have a lock for so long. */
    boolean ran(String sql, Duration wait) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("set lock_timeout = " + wait.toMillis());
            try {
                statement.execute(sql);
                return true;
            } catch (SQLException failed) {
                if (LOCK_NOT_AVAILABLE.equals(failed.getSQLState())) {
                    return false;
                }
                throw failed;
            } finally {
                statement.execute("reset lock_timeout");
            }
        }
    }
}
