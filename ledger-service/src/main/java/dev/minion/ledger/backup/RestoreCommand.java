package dev.minion.ledger.backup;

import dev.minion.ledger.migration.CommandEnd;
import dev.minion.ledger.migration.MigrationDatabase;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;

/** {@code restore FILE}: the ledger as it was when the backup in the file was taken. */
public final class RestoreCommand {

    private static final String USAGE = "Usage: restore FILE --yes   [--report FILE] [--json]";

    private final MigrationDatabase database;
    private final PrintStream out;
    private final PrintStream err;

    /** Over a database, telling what it did. */
    RestoreCommand(MigrationDatabase database, PrintStream out, PrintStream err) {
        this.database = database;
        this.out = out;
        this.err = err;
    }

    /** Over the database that the environment names, for the console. */
    public static RestoreCommand ofEnvironment() {
        return new RestoreCommand(MigrationDatabase.of(System.getenv()), System.out, System.err);
    }

    /** Does what the words behind {@code restore} say. */
    public CommandEnd run(List<String> words) {
        FileWords wanted;
        try {
            wanted = FileWords.of(words, Set.of(FileWords.YES, FileWords.REPORT));
        } catch (IllegalArgumentException wrong) {
            err.println(wrong.getMessage());
            err.println(USAGE);
            return CommandEnd.USAGE;
        }
        Talk talk = new Talk(out, err, wanted.json());
        try {
            return restore(wanted, report(wanted), talk);
        } catch (SQLException unreachable) {
            return talk.failed(
                    CommandEnd.UNREACHABLE,
                    "database",
                    database.address() + " cannot be used: " + unreachable.getMessage());
        } catch (RefusedException refused) {
            return talk.failed(
                    CommandEnd.REFUSED,
                    "refused",
                    "Nothing was restored: " + refused.getMessage() + ".");
        } catch (IOException failed) {
            return talk.failed(CommandEnd.REFUSED, "file", "Nothing was restored: " + failed);
        }
    }

    private static Path report(FileWords wanted) {
        Path named = wanted.report();
        return named == null
                ? wanted.file().resolveSibling(wanted.file().getFileName() + ".lost.json")
                : named;
    }

    private CommandEnd restore(FileWords wanted, Path report, Talk talk)
            throws SQLException, IOException, RefusedException {
        if (Files.exists(report)) {
            throw new RefusedException(
                    "there is a report "
                            + report
                            + " already, of an earlier restore; move it, or name another with"
                            + " --report");
        }
        ProgressLine progress = ProgressLine.of(err, !wanted.json());
        try (BackupReader backup = verified(wanted.file(), progress);
                Connection connection = database.connect("minion-restore")) {
            Restore restore = new Restore(connection, backup, progress);
            restore.check();
            if (!wanted.agreed()) {
                return talk.failed(CommandEnd.USAGE, "consent", question(backup.manifest()));
            }
            tell(wanted, backup.manifest(), restore.run(report), report);
            analyze(restore);
            return CommandEnd.DONE;
        }
    }

    private String question(Manifest backup) {
        return "This replaces the ledger in "
                + database.address().replaceFirst("^The", "the")
                + " by the backup of "
                + backup.takenAt()
                + "; what was acknowledged since then is lost. Say --yes to do it.";
    }

    private static BackupReader verified(Path file, ProgressLine progress)
            throws RefusedException, IOException {
        BackupReader backup = BackupReader.open(file);
        try {
            backup.verify(progress);
            return backup;
        } catch (RefusedException damaged) {
            backup.close();
            throw damaged;
        } finally {
            progress.end();
        }
    }

    private void analyze(Restore restore) {
        try {
            restore.analyze();
        } catch (SQLException harmless) {
            err.println("It is restored, but not analyzed: " + harmless.getMessage());
        }
    }

    private void tell(FileWords wanted, Manifest backup, Restore.Done done, Path report) {
        Loss loss = done.loss();
        if (wanted.json()) {
            out.println(
                    new JsonObject()
                            .put("backup_taken_at", backup.takenAt())
                            .put("rows", backup.rows())
                            .put("epoch", done.epoch())
                            .put("given_back", done.givenBack())
                            .put("tasks_missing", loss.missing())
                            .put("tasks_older", loss.older())
                            .put("messages_missing", loss.messages())
                            .put("report", report.toString())
                            .encode());
            return;
        }
        out.printf(
                "Restored the backup of %s: %,d rows. The epoch is %d; %,d open attempts were given"
                        + " back.%n",
                backup.takenAt(), backup.rows(), done.epoch(), done.givenBack());
        out.printf(
                "Acknowledged after it: %,d tasks that it does not have, %,d that are further on,"
                        + " %,d messages. %s names them.%n",
                loss.missing(), loss.older(), loss.messages(), report);
        loss.first().forEach(line -> out.println("  " + line));
        if (loss.missing() + loss.older() > loss.first().size()) {
            out.println("  …");
        }
    }
}
