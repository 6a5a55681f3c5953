package dev.minion.ledger.migration;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** The schema that a database has, for those who copy what is in it. Blocks. */
public final class InstalledSchema {

    /** "minion" in ASCII: the number of the advisory lock under which a schema changes. */
    static final long LOCK = 0x6d696e696f6eL;

    /** The table that is there while a copy into the database is not finished. */
    public static final String COPY = "ledger_copy.state";

    private static final String LOCK_NOT_AVAILABLE = "55P03";

    private final Connection connection;

    public InstalledSchema(Connection connection) {
        this.connection = connection;
    }

    /**
     * Keeps the schema as it is until the connection ends. Waits some seconds: the end of another
     * process' connection takes its time.
     *
     * @param shared with others that only read
     * @return false where a migration, or somebody else who does not share, is at work
     */
    public boolean hold(boolean shared) throws SQLException {
        String kind = shared ? "_shared" : "";
        try (Statement statement = connection.createStatement()) {
            statement.execute("set lock_timeout = '5s'");
            statement.execute("select pg_advisory_lock%s(%d)".formatted(kind, LOCK));
            statement.execute("reset lock_timeout");
            return true;
        } catch (SQLException failed) {
            if (LOCK_NOT_AVAILABLE.equals(failed.getSQLState())) {
                return false;
            }
            throw failed;
        }
    }

    /** What is applied, in order; nothing where there is no schema. */
    public List<InstalledChange> changes() throws SQLException {
        List<InstalledChange> changes = new ArrayList<>();
        try (Statement statement = connection.createStatement()) {
            if (!one(statement, "select to_regclass('ledger.databasechangelog') is not null")) {
                return changes;
            }
            try (ResultSet rows =
                    statement.executeQuery(
                            "select id, coalesce(md5sum, '') from ledger.databasechangelog"
                                    + " order by orderexecuted")) {
                while (rows.next()) {
                    changes.add(new InstalledChange(rows.getString(1), rows.getString(2)));
                }
            }
        }
        return changes;
    }

    private static boolean one(Statement statement, String question) throws SQLException {
        try (ResultSet rows = statement.executeQuery(question)) {
            return rows.next() && rows.getBoolean(1);
        }
    }

    /** Connections of ledgers that run on this database. */
    public int ledgers() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery(
                                "select count(*) from pg_stat_activity where datname ="
                                        + " current_database() and application_name ="
                                        + " 'minion-ledger'")) {
            return rows.next() ? rows.getInt(1) : 0;
        }
    }
}
