package dev.minion.ledger.backup;

import dev.minion.ledger.backup.BackupReader.Rows;
import dev.minion.ledger.migration.InstalledChange;
import dev.minion.ledger.migration.InstalledSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.postgresql.copy.CopyManager;
import org.postgresql.core.BaseConnection;

/** Replaces the ledger in a database by a backup, over one connection that is at nothing else. */
final class Restore {

    /** A client that has seen a task's version never sees it again in another state. */
    private static final String KEEP_VERSIONS_RISING =
            """
            update ledger.tasks t set version = p.version + 1, updated_at = now()
            from present_tasks p where p.id = t.id and p.version > t.version
            """;

    private final Connection connection;
    private final BackupReader backup;
    private final ProgressLine progress;

    Restore(Connection connection, BackupReader backup, ProgressLine progress) {
        this.connection = connection;
        this.backup = backup;
        this.progress = progress;
    }

    /**
     * What a restore did.
     *
     * @param epoch the one that the ledger goes on with
     * @param givenBack open attempts that have got the next number
     */
    record Done(int epoch, int givenBack, Loss loss) {}

    /**
     * Holds the database against the backup, and changes nothing.
     *
     * @throws RefusedException where it cannot be restored there, or not now
     */
    void check() throws SQLException, RefusedException {
        InstalledSchema schema = new InstalledSchema(connection);
        if (!schema.hold(false)) {
            throw new RefusedException(
                    "a migration, a backup or a restore is under way on this database");
        }
        requireSchema(schema.changes(), backup.manifest().changes());
        requireNoLedgers(schema);
        requireTables(LedgerTables.of(connection));
    }

    private static void requireSchema(List<InstalledChange> there, List<InstalledChange> wanted)
            throws RefusedException {
        int same = 0;
        while (same < Math.min(there.size(), wanted.size())
                && there.get(same).equals(wanted.get(same))) {
            same++;
        }
        if (same == there.size() && same < wanted.size()) {
            throw new RefusedException(
                    "the database lacks changes of the schema that the backup has, from "
                            + wanted.get(same).id()
                            + " on; apply them first: ./minion migrate up");
        }
        if (same == wanted.size() && same < there.size()) {
            throw new RefusedException(
                    "the backup is of an older schema, without "
                            + there.get(same).id()
                            + "; take that back first, and apply it again afterwards: ./minion"
                            + " migrate down --changes "
                            + (there.size() - same)
                            + ", ./minion migrate up");
        }
        if (same < there.size()) {
            throw new RefusedException(
                    "the schemas of database and backup are not of the same Minion: the change "
                            + there.get(same).id()
                            + " is not the backup's "
                            + wanted.get(same).id()
                            + "; ./minion migrate status tells what is applied");
        }
    }

    private static void requireNoLedgers(InstalledSchema schema)
            throws SQLException, RefusedException {
        int ledgers = schema.ledgers();
        if (ledgers > 0) {
            throw new RefusedException(
                    "ledgers run on this database ("
                            + ledgers
                            + " connections); stop them first, as ./minion down does");
        }
    }

    private void requireTables(List<LedgerTable> there) throws RefusedException {
        Set<LedgerTable> wanted =
                backup.manifest().tables().stream()
                        .map(Manifest.Content::table)
                        .collect(Collectors.toSet());
        if (!wanted.equals(Set.copyOf(there))) {
            throw new RefusedException("the backup's tables are not those of the database");
        }
    }

    /**
     * Restores, or changes nothing.
     *
     * @param report where to write what is lost; there is no such file yet
     */
    Done run(Path report) throws SQLException, IOException, RefusedException {
        connection.setAutoCommit(false);
        boolean decided = false;
        try (Statement statement = connection.createStatement()) {
            lock(statement);
            requireNoLedgers(new InstalledSchema(connection));
            LossReport loss = new LossReport(connection, report);
            loss.remember();
            int epoch = Math.max(epoch(statement), backup.manifest().epoch()) + 1;
            replace(statement);
            Loss lost = loss.write(backup.manifest(), epoch);
            int givenBack = goOn(statement, epoch);
            decided = true;
            commit(report, epoch);
            return new Done(epoch, givenBack, lost);
        } finally {
            progress.end();
            if (!decided) {
                undo(report);
            }
        }
    }

    /** Where that fails, the outcome is unknown, and the report may be all that is left. */
    private void commit(Path report, int epoch) throws SQLException {
        try {
            connection.commit();
        } catch (SQLException unknown) {
            throw new SQLException(
                    "the connection was lost at the commit: it is restored where the table"
                            + " ledger.epoch has %d, and then %s tells what is lost (%s)"
                                    .formatted(epoch, report, unknown.getMessage()),
                    unknown);
        }
    }

    /** Nothing of it counts; the report may have been begun. */
    private void undo(Path report) throws SQLException, IOException {
        connection.rollback();
        Files.deleteIfExists(report);
    }

    /** A ledger that is started now waits for the end. */
    private void lock(Statement statement) throws SQLException {
        statement.execute("lock table " + tables() + " in access exclusive mode");
    }

    private String tables() {
        return backup.manifest().tables().stream()
                .map(content -> content.table().sql())
                .collect(Collectors.joining(", "));
    }

    private static int epoch(Statement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery("select max(epoch) from ledger.epoch")) {
            return rows.next() ? rows.getInt(1) : 0;
        }
    }

    private void replace(Statement statement) throws SQLException, IOException, RefusedException {
        statement.execute("truncate " + tables());
        long before = 0;
        for (Manifest.Content content : backup.manifest().tables()) {
            fill(content, before);
            before += content.bytes();
            // Sequences do not take part in transactions; this one only ever goes further.
            content.table().goOnAfter(statement, content.lastIdentity());
        }
    }

    private void fill(Manifest.Content content, long before)
            throws SQLException, IOException, RefusedException {
        long all = backup.manifest().bytes();
        try (Rows from = backup.rows(content, bytes -> progress.restored(before + bytes, all))) {
            long rows =
                    new CopyManager(connection.unwrap(BaseConnection.class))
                            .copyIn(content.table().copyIn(), from);
            from.requireWhole();
            if (rows != content.rows()) {
                throw new RefusedException(
                        "the backup's table %s has %d rows instead of %d"
                                .formatted(content.table().name(), rows, content.rows()));
            }
        }
    }

    private int goOn(Statement statement, int epoch) throws SQLException {
        statement.executeUpdate(KEEP_VERSIONS_RISING);
        return new NewLife(connection).begin(epoch, "restored from a backup");
    }

    /** For the plans of the ledger's statements, soon after; it may fail without harm. */
    void analyze() throws SQLException {
        connection.setAutoCommit(true);
        try (Statement statement = connection.createStatement()) {
            statement.execute("analyze " + tables());
        }
    }
}
