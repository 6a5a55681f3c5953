package dev.minion.ledger.copy;

import dev.minion.ledger.backup.RefusedException;
import dev.minion.ledger.backup.Talk;
import dev.minion.ledger.migration.CommandEnd;
import dev.minion.ledger.migration.MigrationDatabase;
import java.io.PrintStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;

/** {@code copy --to ADDRESS}: the ledger into another database, while work goes on. */
public final class CopyCommand {

    private static final Logger LIQUIBASE = Logger.getLogger("liquibase");
    private static final String APPLICATION = "minion-copy";

    private final MigrationDatabase source;
    private final Map<String, String> environment;
    private final PrintStream out;
    private final PrintStream err;

    /** Over the database that the environment names, telling what it did. */
    CopyCommand(Map<String, String> environment, PrintStream out, PrintStream err) {
        this.source = MigrationDatabase.of(environment);
        this.environment = environment;
        this.out = out;
        this.err = err;
    }

    /** Over the environment of this process, for the console. */
    public static CopyCommand ofEnvironment() {
        LIQUIBASE.setLevel(Level.WARNING);
        return new CopyCommand(System.getenv(), System.out, System.err);
    }

    /** Does what the words behind {@code copy} say. */
    public CommandEnd run(List<String> words) {
        CopyWords wanted;
        MigrationDatabase into;
        try {
            wanted = CopyWords.of(words);
            into = TargetAddress.of(wanted.to(), environment);
        } catch (IllegalArgumentException wrong) {
            err.println(wrong.getMessage());
            err.println(CopyWords.USAGE);
            return CommandEnd.USAGE;
        }
        Talk talk = new Talk(out, err, wanted.json());
        CopyReport report = new CopyReport(out, wanted.json());
        try (Connection from = source.connect(APPLICATION);
                Connection to = into.connect(APPLICATION)) {
            Both sides = new Both(new Side(from), new Side(to));
            new Beginning(sides, into, err).prepare();
            CopyProgress progress = CopyProgress.of(err, !wanted.json());
            return new Copy(sides, wanted, progress, report).run();
        } catch (SQLException lost) {
            return talk.failed(
                    CommandEnd.UNREACHABLE,
                    "database",
                    "%s, or %s, cannot be used: %s. What is copied is kept: run it again, and it goes on."
                            .formatted(source.address(), target(into), lost.getMessage()));
        } catch (RefusedException refused) {
            return talk.failed(
                    CommandEnd.REFUSED,
                    "refused",
                    "It is not copied: " + refused.getMessage() + ".");
        }
    }

    private static String target(MigrationDatabase into) {
        return into.address().replaceFirst("^The", "the");
    }
}
