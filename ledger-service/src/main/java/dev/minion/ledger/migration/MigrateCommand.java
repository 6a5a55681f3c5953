package dev.minion.ledger.migration;

import java.io.PrintStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import liquibase.Scope;
import liquibase.exception.LiquibaseException;
import liquibase.ui.LoggerUIService;

/**
 * {@code migrate up|down|status|history}: the migrations by hand, without the service. The database
 * is the one that the service would take, by the same environment variables.
 */
public final class MigrateCommand {

    private static final Logger LIQUIBASE = Logger.getLogger("liquibase");

    private final MigrationDatabase database;
    private final PrintStream out;
    private final PrintStream err;

    /** Over a database, telling what it did. */
    public MigrateCommand(MigrationDatabase database, PrintStream out, PrintStream err) {
        this.database = database;
        this.out = out;
        this.err = err;
    }

    /** Over the database that the environment names, for the console. */
    public static MigrateCommand ofEnvironment() {
        LIQUIBASE.setLevel(Level.WARNING);
        return new MigrateCommand(MigrationDatabase.of(System.getenv()), System.out, System.err);
    }

    /** Does what the words behind {@code migrate} say. */
    public CommandEnd run(List<String> words) {
        MigrateWords wanted;
        try {
            wanted = MigrateWords.of(words);
        } catch (IllegalArgumentException wrong) {
            err.println(wrong.getMessage());
            err.println(MigrateWords.USAGE);
            return CommandEnd.USAGE;
        }
        try {
            return silently(() -> run(wanted));
        } catch (SQLException unreachable) {
            err.println(database.address() + " cannot be used: " + unreachable.getMessage());
            return CommandEnd.UNREACHABLE;
        } catch (Exception refused) {
            err.println("The schema was not changed further: " + refused.getMessage());
            return CommandEnd.REFUSED;
        }
    }

    /** Liquibase talks to the console, where only our own lines belong. */
    private static CommandEnd silently(Scope.ScopedRunnerWithReturn<CommandEnd> work)
            throws Exception {
        return Scope.child(Map.of(Scope.Attr.ui.name(), new LoggerUIService()), work);
    }

    private CommandEnd run(MigrateWords wanted) throws SQLException, LiquibaseException {
        try (Connection connection = database.connect(MigrationDatabase.APPLICATION)) {
            SchemaChanges changes =
                    new SchemaChanges(connection, database::liquibase, database.mark());
            return switch (wanted.action()) {
                case UP -> told(wanted, "Applied", changes.up());
                case DOWN -> down(wanted, changes);
                case STATUS -> status(wanted, changes.status());
                case HISTORY -> history(wanted, changes.history());
            };
        }
    }

    private CommandEnd down(MigrateWords wanted, SchemaChanges changes)
            throws SQLException, LiquibaseException {
        List<String> applied = changes.applied().stream().map(Change::id).toList();
        if (wanted.changes() > applied.size()) {
            err.println("There are only " + applied.size() + " changes that can be taken back.");
            return CommandEnd.USAGE;
        }
        int ledgers = changes.ledgers();
        if (ledgers > 0) {
            err.println(
                    "Ledgers run on this database ("
                            + ledgers
                            + " connections) and need its schema; stop them first.");
            return CommandEnd.REFUSED;
        }
        List<String> newest =
                applied.subList(applied.size() - wanted.changes(), applied.size()).reversed();
        if (!wanted.agreed()) {
            err.println(
                    "This takes back "
                            + String.join(", ", newest)
                            + ", and all data in what they made is lost. Say --yes to do it.");
            return CommandEnd.USAGE;
        }
        return told(wanted, "Taken back", changes.down(wanted.changes()));
    }

    private CommandEnd told(MigrateWords wanted, String what, List<String> ids) {
        if (wanted.json()) {
            out.println(Lines.json(List.of("change"), ids.stream().map(List::of).toList()));
        } else if (ids.isEmpty()) {
            out.println("Nothing to do: the schema is complete.");
        } else {
            ids.forEach(id -> out.println(what + ": " + id));
        }
        return CommandEnd.DONE;
    }

    private CommandEnd status(MigrateWords wanted, List<Change> changes) {
        List<List<String>> rows = new ArrayList<>();
        for (Change change : changes) {
            String at = change.appliedAt();
            rows.add(
                    at == null
                            ? List.of(change.id(), "missing", "")
                            : List.of(change.id(), "applied", at));
        }
        print(wanted, List.of("change", "state", "applied_at"), rows);
        return CommandEnd.DONE;
    }

    private CommandEnd history(MigrateWords wanted, List<Move> moves) {
        List<List<String>> rows =
                moves.stream()
                        .map(move -> List.of(move.at(), move.direction(), move.change(), move.by()))
                        .toList();
        print(wanted, List.of("at", "direction", "change", "by"), rows);
        return CommandEnd.DONE;
    }

    private void print(MigrateWords wanted, List<String> names, List<List<String>> rows) {
        if (wanted.json()) {
            out.println(Lines.json(names, rows));
        } else {
            Lines.table(names, rows).forEach(out::println);
        }
    }
}
