package dev.minion.ledger.index;

import dev.minion.ledger.backup.RefusedException;
import dev.minion.ledger.backup.Talk;
import dev.minion.ledger.migration.CommandEnd;
import dev.minion.ledger.migration.InstalledSchema;
import dev.minion.ledger.migration.Lines;
import dev.minion.ledger.migration.MigrationDatabase;
import java.io.PrintStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;

/** {@code index list|add|drop}: the indexes that lists may have. */
public final class IndexCommand {

    private static final String APPLICATION = "minion-index";

    /** The change that brings the functions which indexes are made of. */
    private static final String CHANGE = "21-names";

    /** Until the connection ends; a build may take as long as it takes. */
    private static final String ALONE = "select pg_advisory_lock(hashtext('ledger.list_indexes'))";

    /** A command that has ended holds it until its connection has. */
    private static final Duration LAST_ENDS = Duration.ofSeconds(2);

    /** A ledger that was slow with one look has ended the next one. */
    private static final Duration SEEN = ValidIndexes.LOOK_EVERY.multipliedBy(2);

    private final MigrationDatabase database;
    private final PrintStream out;
    private final PrintStream err;
    private final Duration untilSeen;

    /**
     * Over a database, telling what it did.
     *
     * @param untilSeen how long after a change each ledger has looked
     */
    IndexCommand(MigrationDatabase database, PrintStream out, PrintStream err, Duration untilSeen) {
        this.database = database;
        this.out = out;
        this.err = err;
        this.untilSeen = untilSeen;
    }

    /** Over the database that the environment names, for the console. */
    public static IndexCommand ofEnvironment() {
        return new IndexCommand(
                MigrationDatabase.of(System.getenv()), System.out, System.err, SEEN);
    }

    /** Does what the words behind {@code index} say. */
    public CommandEnd run(List<String> words) {
        IndexWords wanted;
        try {
            wanted = IndexWords.of(words);
        } catch (IllegalArgumentException wrong) {
            err.println(wrong.getMessage());
            err.println(IndexWords.USAGE);
            return CommandEnd.USAGE;
        }
        Talk talk = new Talk(out, err, wanted.json());
        try (Connection connection = database.connect(APPLICATION)) {
            return run(wanted, connection);
        } catch (SQLException lost) {
            return talk.failed(
                    CommandEnd.UNREACHABLE,
                    "database",
                    "%s cannot be used: %s. What is built is kept: run it again, and it goes on."
                            .formatted(database.address(), lost.getMessage()));
        } catch (RefusedException refused) {
            return talk.failed(
                    CommandEnd.REFUSED, "refused", "Not done: " + refused.getMessage() + ".");
        }
    }

    private CommandEnd run(IndexWords wanted, Connection connection)
            throws SQLException, RefusedException {
        if (new InstalledSchema(connection)
                .changes().stream().noneMatch(change -> change.id().equals(CHANGE))) {
            throw new RefusedException(
                    "the ledger has not got this Minion's schema: ./minion migrate up");
        }
        IndexCatalog catalog = new IndexCatalog(connection);
        if (wanted.index().isEmpty()) {
            print(wanted, catalog.all());
            return CommandEnd.DONE;
        }
        ListIndex index = wanted.index().get();
        change(wanted, index, connection);
        print(wanted, List.of(catalog.of(index)));
        return CommandEnd.DONE;
    }

    private void change(IndexWords wanted, ListIndex index, Connection connection)
            throws SQLException, RefusedException {
        holdAlone(connection);
        BuildProgress progress = new BuildProgress(err, !wanted.json());
        if (wanted.action() == IndexWords.Action.DROP) {
            new IndexRemoval(connection, progress, untilSeen).run(index);
            return;
        }
        try (Connection aside = database.connect(APPLICATION);
                var _ = BuildWatch.begin(aside, progress)) {
            new IndexBuild(connection, progress).run(index);
        }
    }

    private static void holdAlone(Connection connection) throws SQLException, RefusedException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("set statement_timeout = 0");
        }
        if (!new ShortLocks(connection).ran(ALONE, LAST_ENDS)) {
            throw new RefusedException("another command is at work on an index");
        }
    }

    private void print(IndexWords wanted, List<InstalledIndex> indexes) {
        List<List<String>> lines = indexes.stream().map(InstalledIndex::line).toList();
        if (wanted.json()) {
            out.println(Lines.json(InstalledIndex.COLUMNS, lines));
        } else {
            Lines.table(InstalledIndex.COLUMNS, lines).forEach(out::println);
        }
    }
}
