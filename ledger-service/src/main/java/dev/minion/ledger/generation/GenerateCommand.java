package dev.minion.ledger.generation;

import dev.minion.ledger.migration.CommandEnd;
import dev.minion.ledger.migration.MigrationDatabase;
import java.io.PrintStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyManager;
import org.postgresql.core.BaseConnection;

/**
 * {@code generate --tasks N}: copies made-up tasks into the table, without the service. Each batch
 * is a transaction with its counts, so that what is interrupted leaves whole batches.
 */
public final class GenerateCommand {

    private static final int BATCH = 200_000;
    private static final int CHUNK_BYTES = 1 << 16;
    private static final long DAY_US = Duration.ofDays(1).toMillis() * 1_000;
    private static final String COPY =
            "copy ledger.tasks (" + MadeUpTask.COLUMNS + ") from stdin (format binary)";

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
        try (Connection connection = database.connect("minion-generate")) {
            return run(wanted, connection);
        } catch (SQLException unreachable) {
            err.println(database.address() + " cannot be used: " + unreachable.getMessage());
            return CommandEnd.UNREACHABLE;
        }
    }

    private CommandEnd run(GenerateWords wanted, Connection connection) {
        try {
            fill(wanted, connection);
            return CommandEnd.DONE;
        } catch (SQLException refused) {
            err.println("Not all of it was made: " + refused.getMessage());
            return CommandEnd.REFUSED;
        }
    }

    private void fill(GenerateWords wanted, Connection connection) throws SQLException {
        long begin = clock.millis();
        long spanUs = wanted.days() * DAY_US;
        TaskMaker maker =
                new TaskMaker(wanted.seed(), wanted.tasks(), begin * 1_000 - spanUs, spanUs);
        long made = 0;
        while (made < wanted.tasks()) {
            long batch = Math.min(BATCH, wanted.tasks() - made);
            batch(connection, maker, batch);
            made += batch;
            tell(made, wanted.tasks(), rate(made, begin));
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute("vacuum (analyze) ledger.tasks, ledger.task_counts");
        }
        out.println(
                wanted.json()
                        ? "{\"tasks\":" + made + ",\"tasks_per_s\":" + rate(made, begin) + "}"
                        : made + " tasks made.");
    }

    private static void batch(Connection connection, TaskMaker maker, long tasks)
            throws SQLException {
        connection.setAutoCommit(false);
        copy(connection, maker, tasks).write(connection);
        connection.commit();
        connection.setAutoCommit(true);
    }

    private static MadeUpCounts copy(Connection connection, TaskMaker maker, long tasks)
            throws SQLException {
        MadeUpCounts counts = new MadeUpCounts();
        CopyIn copy = new CopyManager(connection.unwrap(BaseConnection.class)).copyIn(COPY);
        try {
            CopyRows rows = new CopyRows();
            rows.begin();
            for (long i = 0; i < tasks; i++) {
                MadeUpTask task = maker.next();
                task.write(rows);
                counts.add(task);
                if (rows.size() >= CHUNK_BYTES) {
                    write(copy, rows.take());
                }
            }
            rows.end();
            write(copy, rows.take());
            var _ = copy.endCopy();
            return counts;
        } finally {
            if (copy.isActive()) {
                copy.cancelCopy();
            }
        }
    }

    private static void write(CopyIn copy, byte[] bytes) throws SQLException {
        copy.writeToCopy(bytes, 0, bytes.length);
    }

    private long rate(long made, long begin) {
        return made * 1_000 / Math.max(1, clock.millis() - begin);
    }

    private void tell(long made, long of, long rate) {
        err.printf(Locale.ROOT, "%,d of %,d tasks, %,d/s%n", made, of, rate);
    }
}
