package dev.minion.ledger.backup;

import dev.minion.ledger.migration.InstalledSchema;
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.postgresql.copy.CopyManager;
import org.postgresql.copy.CopyOut;
import org.postgresql.core.BaseConnection;

/** Takes a backup over one connection, which is at nothing else. */
final class Backup {

    private static final String STATE =
            """
            select to_char(now() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
              current_setting('server_version'), (select epoch from ledger.epoch)
            """;

    private final Connection connection;
    private final ProgressLine progress;

    Backup(Connection connection, ProgressLine progress) {
        this.connection = connection;
        this.progress = progress;
    }

    /**
     * Copies all tables as they are at this moment.
     *
     * @return what the file is to say of itself
     */
    Manifest into(BackupWriter file) throws SQLException, IOException, RefusedException {
        InstalledSchema schema = new InstalledSchema(connection);
        if (!schema.hold(true)) {
            throw new RefusedException("a migration or a restore is under way on this database");
        }
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute(
                    "set transaction isolation level repeatable read, read only, deferrable");
            var changes = schema.changes();
            if (changes.isEmpty()) {
                throw new RefusedException("there is no ledger in this database");
            }
            List<LedgerTable> tables = LedgerTables.of(connection);
            try (ResultSet state = statement.executeQuery(STATE)) {
                state.next();
                String takenAt = state.getString(1);
                String postgres = state.getString(2);
                int epoch = state.getInt(3);
                return new Manifest(takenAt, postgres, epoch, changes, copied(tables, file));
            }
        } finally {
            progress.end();
            connection.rollback();
        }
    }

    private List<Manifest.Content> copied(List<LedgerTable> tables, BackupWriter file)
            throws SQLException, IOException {
        List<Manifest.Content> contents = new ArrayList<>();
        for (LedgerTable table : tables) {
            contents.add(copied(table, file.table(table.name())));
        }
        return contents;
    }

    private Manifest.Content copied(LedgerTable table, OutputStream out)
            throws SQLException, IOException {
        long about = about(table);
        MessageDigest digest = Sha256.start();
        CopyOut copy =
                new CopyManager(connection.unwrap(BaseConnection.class)).copyOut(table.copyOut());
        try {
            long bytes = 0;
            long rows = 0;
            for (byte[] row = copy.readFromCopy(); row != null; row = copy.readFromCopy()) {
                digest.update(row);
                out.write(row);
                bytes += row.length;
                progress.copied(table.name(), rows++, about);
            }
            return new Manifest.Content(
                    table,
                    lastIdentity(table),
                    copy.getHandledRowCount(),
                    bytes,
                    HexFormat.of().formatHex(digest.digest()));
        } finally {
            if (copy.isActive()) {
                copy.cancelCopy();
            }
        }
    }

    /** By the statistics: to count them would be to read them twice. */
    private long about(LedgerTable table) throws SQLException {
        return number(
                "select reltuples::bigint from pg_class where oid = '"
                        + table.sql()
                        + "'::regclass");
    }

    /** A sequence is not part of the snapshot: it is read after it, and so has gone further. */
    private long lastIdentity(LedgerTable table) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return table.lastIdentity(statement);
        }
    }

    private long number(String question) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(question)) {
            return rows.next() ? rows.getLong(1) : 0;
        }
    }
}
