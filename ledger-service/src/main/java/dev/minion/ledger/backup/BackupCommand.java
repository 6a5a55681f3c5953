package dev.minion.ledger.backup;

import dev.minion.ledger.migration.CommandEnd;
import dev.minion.ledger.migration.MigrationDatabase;
import java.io.IOException;
import java.io.PrintStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;

/** {@code backup FILE}: the ledger as it is at this moment, in a file. */
public final class BackupCommand {

    private static final String USAGE = "Usage: backup FILE   [--json]";

    private final MigrationDatabase database;
    private final PrintStream out;
    private final PrintStream err;

    /** Over a database, telling what it did. */
    BackupCommand(MigrationDatabase database, PrintStream out, PrintStream err) {
        this.database = database;
        this.out = out;
        this.err = err;
    }

    /** Over the database that the environment names, for the console. */
    public static BackupCommand ofEnvironment() {
        return new BackupCommand(MigrationDatabase.of(System.getenv()), System.out, System.err);
    }

    /** Does what the words behind {@code backup} say. */
    public CommandEnd run(List<String> words) {
        FileWords wanted;
        try {
            wanted = FileWords.of(words, Set.of());
        } catch (IllegalArgumentException wrong) {
            err.println(wrong.getMessage());
            err.println(USAGE);
            return CommandEnd.USAGE;
        }
        Talk talk = new Talk(out, err, wanted.json());
        try (BackupWriter file = BackupWriter.begin(wanted.file());
                Connection connection = database.connect("minion-backup")) {
            ProgressLine progress = ProgressLine.of(err, !wanted.json());
            Manifest manifest = new Backup(connection, progress).into(file);
            tell(wanted, manifest, file.finish(manifest));
            return CommandEnd.DONE;
        } catch (SQLException unreachable) {
            return talk.failed(
                    CommandEnd.UNREACHABLE,
                    "database",
                    database.address() + " cannot be used: " + unreachable.getMessage());
        } catch (RefusedException refused) {
            return talk.failed(
                    CommandEnd.REFUSED,
                    "refused",
                    "There is no backup: " + refused.getMessage() + ".");
        } catch (IOException failed) {
            return talk.failed(
                    CommandEnd.REFUSED,
                    "file",
                    "The file " + wanted.file() + " cannot be written: " + failed);
        }
    }

    private void tell(FileWords wanted, Manifest manifest, long length) {
        if (wanted.json()) {
            out.println(
                    manifest.json()
                            .put("file", wanted.file().toString())
                            .put("file_bytes", length)
                            .encode());
        } else {
            out.printf(
                    "%s: %,d rows of %d tables in %,d bytes, as of %s, epoch %d.%n",
                    wanted.file(),
                    manifest.rows(),
                    manifest.tables().size(),
                    length,
                    manifest.takenAt(),
                    manifest.epoch());
        }
    }
}
