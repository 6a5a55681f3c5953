package dev.minion.ledger.copy;

import dev.minion.ledger.backup.LedgerTable;
import dev.minion.ledger.backup.LedgerTables;
import dev.minion.ledger.backup.RefusedException;
import dev.minion.ledger.migration.CommandEnd;
import dev.minion.ledger.migration.InstalledSchema;
import dev.minion.ledger.migration.MigrateCommand;
import dev.minion.ledger.migration.MigrationDatabase;
import java.io.OutputStream;
import java.io.PrintStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Holds two databases against each other before anything is copied, and begins or goes on. */
final class Beginning {

    /** The same after a restart, and where a standby has taken over. */
    private static final String IDENTITY =
            """
            select s.system_identifier || '/' || d.oid
            from pg_control_system() s, pg_database d where d.datname = current_database()
            """;

    /** What a migration writes by itself. */
    private static final Set<String> NEVER_EMPTY =
            Set.of("epoch", "task_count_checks", "task_changes_forgotten");

    private final Side source;
    private final Side target;
    private final MigrationDatabase into;
    private final PrintStream err;

    /**
     * Over connections that are at nothing else.
     *
     * @param into where the target is, for its migrations
     */
    Beginning(Both sides, MigrationDatabase into, PrintStream err) {
        this.source = sides.source();
        this.target = sides.target();
        this.into = into;
        this.err = err;
    }

    /**
     * Makes the target ready to be copied into, and keeps both schemas as they are until the
     * connections end.
     *
     * @throws RefusedException where this is not to be copied there, or not now
     */
    void prepare() throws SQLException, RefusedException {
        String identity = source.one(IDENTITY);
        if (identity.equals(target.one(IDENTITY))) {
            throw new RefusedException("source and target are the same database");
        }
        holdSource();
        Optional<String> begun = new CopyState(target).source();
        if (begun.isEmpty()) {
            requireEmpty();
            migrate();
        } else if (!begun.get().equals(identity)) {
            throw new RefusedException("a copy of another ledger into the target is not finished");
        }
        holdTarget();
        requireSameSchema();
        if (begun.isEmpty()) {
            begin(identity);
        }
    }

    private void holdSource() throws SQLException, RefusedException {
        InstalledSchema schema = new InstalledSchema(source.connection());
        if (!schema.hold(true)) {
            throw new RefusedException("a migration or a restore is under way on the source");
        }
        if (schema.changes().isEmpty()) {
            throw new RefusedException("there is no ledger in the source");
        }
    }

    private void holdTarget() throws SQLException, RefusedException {
        InstalledSchema schema = new InstalledSchema(target.connection());
        if (!schema.hold(false)) {
            throw new RefusedException(
                    "a migration, a backup, a restore or another copy is under way on the target");
        }
        if (schema.ledgers() > 0) {
            throw new RefusedException("a ledger runs on the target; stop it first");
        }
    }

    private void requireEmpty() throws SQLException, RefusedException {
        if (target.one("select to_regnamespace('ledger') is null").equals("t")) {
            return;
        }
        for (LedgerTable table : LedgerTables.of(target.connection())) {
            if (!NEVER_EMPTY.contains(table.name())
                    && target.one("select exists (select from " + table.sql() + ")").equals("t")) {
                throw new RefusedException(
                        "the target holds a ledger that no copy has begun: its table "
                                + table.name()
                                + " is not empty");
            }
        }
    }

    private void migrate() throws RefusedException {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
        if (new MigrateCommand(into, nowhere, err).run(List.of("up")) != CommandEnd.DONE) {
            throw new RefusedException("the target has not got the schema");
        }
    }

    private void requireSameSchema() throws SQLException, RefusedException {
        var ofSource = new InstalledSchema(source.connection()).changes();
        var ofTarget = new InstalledSchema(target.connection()).changes();
        if (!ofSource.equals(ofTarget)) {
            throw new RefusedException(
                    "source and target have not the same schema (%d and %d changes); bring the"
                                    .formatted(ofSource.size(), ofTarget.size())
                            + " source to this Minion's first: ./minion migrate up");
        }
    }

    private void begin(String identity) throws SQLException {
        Connection connection = target.connection();
        connection.setAutoCommit(false);
        new CopyState(target).begin(identity);
        for (LedgerTable table : LedgerTables.of(connection).reversed()) {
            target.statement().execute("delete from " + table.sql());
        }
        connection.commit();
    }
}
