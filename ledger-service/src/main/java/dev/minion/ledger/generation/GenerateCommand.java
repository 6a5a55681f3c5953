package dev.minion.ledger.generation;

import dev.minion.ledger.migration.CommandEnd;
import dev.minion.ledger.migration.MigrationDatabase;
import java.io.PrintStream;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;

/**
 * {@code generate --tasks N}: copies made-up tasks into the table, without the service, over two
 * connections. Each batch of each is a transaction with its counts, so that what is interrupted
 * leaves whole batches.
 */
public final class GenerateCommand {

    private static final int BATCH = 400_000;

    /** Tasks of the same time go the same way, so that they lie together. */
    private static final int NEIGHBOURS = 100;

    private static final long DAY_US = Duration.ofDays(1).toMillis() * 1_000;
    private static final String MAY_CHECKPOINT = "select pg_has_role('pg_checkpoint', 'usage')";

    private final MigrationDatabase database;
    private final InstantSource clock;
    private final PrintStream out;
    private final PrintStream err;

    /** Into a database; the newest task is of the clock's now. */
    public GenerateCommand(
            MigrationDatabase database, InstantSource clock, PrintStream out, PrintStream err) {
        this.database = database;
        this.clock = clock;
        this.out = out;
        this.err = err;
    }

    /** Into the database that the environment names, for the console. */
    public static GenerateCommand ofEnvironment() {
        return new GenerateCommand(
                MigrationDatabase.of(System.getenv()),
                InstantSource.system(),
                System.out,
                System.err);
    }

    /** Does what the words behind {@code generate} say. */
    public CommandEnd run(List<String> words) {
        GenerateWords wanted;
        try {
            wanted = GenerateWords.of(words);
        } catch (IllegalArgumentException wrong) {
            err.println(wrong.getMessage());
            err.println(GenerateWords.USAGE);
            return CommandEnd.USAGE;
        }
        try (CopyLane first = lane();
                CopyLane second = lane();
                Connection connection = database.connect("minion-generate")) {
            return run(wanted, List.of(first, second), connection);
        } catch (SQLException unreachable) {
            err.println(database.address() + " cannot be used: " + unreachable.getMessage());
            return CommandEnd.UNREACHABLE;
        }
    }

    private CopyLane lane() throws SQLException {
        return new CopyLane(database.connect("minion-generate"));
    }

    private CommandEnd run(GenerateWords wanted, List<CopyLane> lanes, Connection connection) {
        try {
            fill(wanted, lanes);
            settle(connection);
            return CommandEnd.DONE;
        } catch (SQLException refused) {
            err.println("Not all of it was made: " + refused.getMessage());
            return CommandEnd.REFUSED;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return CommandEnd.REFUSED;
        }
    }

    private void fill(GenerateWords wanted, List<CopyLane> lanes)
            throws SQLException, InterruptedException {
        long begin = clock.millis();
        long spanUs = wanted.days() * DAY_US;
        TaskMaker maker =
                new TaskMaker(wanted.seed(), wanted.tasks(), begin * 1_000 - spanUs, spanUs);
        long made = 0;
        while (made < wanted.tasks()) {
            long batch = Math.min(BATCH, wanted.tasks() - made);
            copy(maker, batch, lanes);
            made += batch;
            tell(made, wanted.tasks(), rate(made, begin));
        }
        out.println(
                wanted.json()
                        ? "{\"tasks\":" + made + ",\"tasks_per_s\":" + rate(made, begin) + "}"
                        : made + " tasks made.");
    }

    private static void copy(TaskMaker maker, long tasks, List<CopyLane> lanes)
            throws SQLException, InterruptedException {
        lanes.forEach(CopyLane::begin);
        for (long i = 0; i < tasks; i++) {
            lanes.get((int) (i / NEIGHBOURS % lanes.size())).put(maker.next());
        }
        for (CopyLane lane : lanes) {
            lane.end();
        }
        for (CopyLane lane : lanes) {
            lane.finish();
        }
    }

    /** So that the next to measure something does not measure what this has left to be done. */
    private static void settle(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("vacuum (analyze) ledger.tasks, ledger.task_counts");
            try (ResultSet may = statement.executeQuery(MAY_CHECKPOINT)) {
                if (may.next() && may.getBoolean(1)) {
                    statement.execute("checkpoint");
                }
            }
        }
    }

    private long rate(long made, long begin) {
        return made * 1_000 / Math.max(1, clock.millis() - begin);
    }

    private void tell(long made, long of, long rate) {
        err.printf(Locale.ROOT, "%,d of %,d tasks, %,d/s%n", made, of, rate);
    }
}
