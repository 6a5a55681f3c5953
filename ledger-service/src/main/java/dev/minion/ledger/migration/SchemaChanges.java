package dev.minion.ledger.migration;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import liquibase.Liquibase;
import liquibase.changelog.ChangeSet;
import liquibase.database.DatabaseConnection;
import liquibase.exception.LiquibaseException;
import org.jboss.logging.Logger;

/**
 * The changes of the schema over one connection, alone under an advisory lock: replicas that start
 * at once wait for each other. Blocks.
 *
 * <p>Liquibase keeps what is applied, with checksums; a change whose text is no longer the one that
 * was applied is refused. Because a rollback removes its entry there, every move in either
 * direction is kept in {@code ledger.migration_history} as well.
 */
final class SchemaChanges {

    private static final Logger LOG = Logger.getLogger(SchemaChanges.class);

    private static final String HISTORY =
            """
            create table if not exists ledger.migration_history (
              sequence bigint generated always as identity primary key,
              at timestamptz not null default now(),
              direction text not null check (direction in ('up', 'down')),
              change text not null,
              by text not null default session_user
            )
            """;

    private static final String RFC_3339 =
            "to_char(%s::timestamptz at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')";

    private static final String APPLIED =
            "select id, "
                    + RFC_3339.formatted("dateexecuted")
                    + " from ledger.databasechangelog order by orderexecuted";

    private static final String MOVES =
            "select "
                    + RFC_3339.formatted("at")
                    + ", direction, change, by from ledger.migration_history order by sequence";

    /** How long requests may have to queue behind a change that waits for a lock. */
    private static final String LOCK_TIMEOUT = "set lock_timeout = '1s'";

    /** Until it is tried again. */
    private static final String PAUSE = "select pg_sleep(0.5)";

    /** A transaction that holds a table for longer than a minute stops the migration. */
    private static final int ATTEMPTS = 60;

    private static final String LOCK_NOT_AVAILABLE = "55P03";

    private final Connection connection;
    private final Supplier<Liquibase> liquibase;
    private final SchemaMark mark;

    SchemaChanges(Connection connection, Supplier<Liquibase> liquibase, SchemaMark mark) {
        this.connection = connection;
        this.liquibase = liquibase;
        this.mark = mark;
    }

    /**
     * Applies what is missing, in order.
     *
     * @return the ids of what was applied
     * @throws LiquibaseException where a change is refused, by Postgres or for its checksum
     */
    List<String> up() throws SQLException, LiquibaseException {
        return alone("up", migration -> migration.update(""), true);
    }

    /**
     * Takes the newest changes back: all data in what they made is lost.
     *
     * @return the ids of what was taken back, newest first
     */
    List<String> down(int changes) throws SQLException, LiquibaseException {
        return alone("down", migration -> migration.rollback(changes, ""), false).reversed();
    }

    /** What is applied, in order, and what is missing after it. */
    List<Change> status() throws SQLException, LiquibaseException {
        List<Change> all = new ArrayList<>(applied());
        List<String> applied = ids(all);
        try (Liquibase migration = liquibase.get()) {
            for (ChangeSet change : migration.getDatabaseChangeLog().getChangeSets()) {
                if (!applied.contains(change.getId())) {
                    all.add(new Change(change.getId(), null));
                }
            }
        }
        return all;
    }

    /** Every move, oldest first. */
    List<Move> history() throws SQLException {
        List<Move> moves = new ArrayList<>();
        if (exists("ledger.migration_history")) {
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery(MOVES)) {
                while (rows.next()) {
                    moves.add(
                            new Move(
                                    rows.getString(1),
                                    rows.getString(2),
                                    rows.getString(3),
                                    rows.getString(4)));
                }
            }
        }
        return moves;
    }

    /** Connections of ledgers that run on this database. */
    int ledgers() throws SQLException {
        return new InstalledSchema(connection).ledgers();
    }

    private boolean exists(String table) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("select to_regclass(?) is not null")) {
            statement.setString(1, table);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() && rows.getBoolean(1);
            }
        }
    }

    private List<String> alone(String direction, Step step, boolean complete)
            throws SQLException, LiquibaseException {
        try (Statement statement = connection.createStatement()) {
            // Other replicas are waited for as long as it takes.
            statement.execute("set lock_timeout = 0");
            statement.execute("select pg_advisory_lock(" + InstalledSchema.LOCK + ")");
            try {
                requireNoCopy();
                statement.execute("create schema if not exists ledger");
                statement.execute(HISTORY);
                mark.remove(statement);
                List<String> before = ids(applied());
                List<String> moved;
                try {
                    run(statement, step);
                } finally {
                    // Those before one that failed stay.
                    moved = difference(before, ids(applied()));
                    remember(direction, moved);
                }
                if (complete) {
                    mark.write(statement);
                }
                return moved;
            } finally {
                statement.execute("select pg_advisory_unlock(" + InstalledSchema.LOCK + ")");
            }
        }
    }

    /**
     * Runs it, again where a change did not get its locks: while it waits for one, every statement
     * on the table queues behind it, so it gives up early and lets these pass.
     */
    private void run(Statement statement, Step step) throws SQLException, LiquibaseException {
        for (int attempt = 1; attempt < ATTEMPTS; attempt++) {
            try {
                run(step);
                return;
            } catch (LiquibaseException failed) {
                if (!isLockTimeout(failed)) {
                    throw failed;
                }
                LOG.infof("a change waits for a lock: attempt=%d", attempt);
                statement.execute(PAUSE);
            }
        }
        run(step);
    }

    /** A ledger starts with the schema; on one that is half copied it must not. */
    private void requireNoCopy() throws SQLException, LiquibaseException {
        if (exists(InstalledSchema.COPY)) {
            throw new LiquibaseException(
                    "a copy of a ledger into this database is not finished: see ./minion ledger"
                            + " copy --finish");
        }
    }

    private void run(Step step) throws LiquibaseException {
        try (Liquibase migration = liquibase.get()) {
            // Whoever held it is dead: the advisory lock is ours.
            if (migration.listLocks().length > 0) {
                migration.forceReleaseLocks();
            }
            limitLockWaits(migration.getDatabase().getConnection());
            step.run(migration);
        }
    }

    private static void limitLockWaits(DatabaseConnection connection) throws LiquibaseException {
        try (Statement statement = connection.getUnderlyingConnection().createStatement()) {
            statement.execute(LOCK_TIMEOUT);
            connection.commit();
        } catch (SQLException failed) {
            throw new LiquibaseException(failed);
        }
    }

    private static boolean isLockTimeout(Throwable failure) {
        Throwable cause = failure;
        while (cause != null) {
            if (cause instanceof SQLException refused
                    && LOCK_NOT_AVAILABLE.equals(refused.getSQLState())) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }

    /** What is applied, in order. */
    List<Change> applied() throws SQLException {
        List<Change> changes = new ArrayList<>();
        if (exists("ledger.databasechangelog")) {
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery(APPLIED)) {
                while (rows.next()) {
                    changes.add(new Change(rows.getString(1), rows.getString(2)));
                }
            }
        }
        return changes;
    }

    private static List<String> ids(List<Change> changes) {
        return changes.stream().map(Change::id).toList();
    }

    private static List<String> difference(List<String> before, List<String> after) {
        List<String> longer = new ArrayList<>(before.size() > after.size() ? before : after);
        longer.removeAll(before.size() > after.size() ? after : before);
        return longer;
    }

    private void remember(String direction, List<String> changes) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement(
                        "insert into ledger.migration_history (direction, change) values (?, ?)")) {
            for (String change : changes) {
                insert.setString(1, direction);
                insert.setString(2, change);
                insert.executeUpdate();
            }
        }
    }

    @FunctionalInterface
    private interface Step {
        void run(Liquibase migration) throws LiquibaseException;
    }
}
