package dev.minion.ledger.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minion.localstack.TestServers;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The command over a real Postgres, in a database of its own. */
class MigrateCommandTest {

    private static final int POSTGRES = 21105;
    private static final String FIRST = "1-tasks";
    private static final String NAME = "migrate_command";

    private final MigrationDatabase database = database(NAME);
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private List<String> all = List.of();

    private static MigrationDatabase database(String name) {
        return MigrationDatabase.of(
                Map.of(
                        "POSTGRES_HOST",
                        "127.0.0.1",
                        "POSTGRES_PORT",
                        Integer.toString(TestServers.postgres(POSTGRES).port()),
                        "POSTGRES_DB",
                        name));
    }

    @BeforeEach
    void up() throws SQLException {
        execute(database("minion"), "drop database if exists " + NAME + " with (force)");
        execute(database("minion"), "create database " + NAME);
        assertThat(migrate("up")).isEqualTo(CommandEnd.DONE);
        all = out().lines().map(line -> line.substring(line.indexOf(": ") + 2)).toList();
        assertThat(all).startsWith(FIRST).hasSizeGreaterThan(5);
    }

    @Test
    void upAgainDoesNothing() {
        assertThat(migrate("up")).isEqualTo(CommandEnd.DONE);

        assertThat(out()).contains("Nothing to do");
    }

    @Test
    void whatIsTakenBackIsMissingUntilItIsAppliedAgain() {
        assertThat(migrate("down", "--changes", "2", "--yes")).isEqualTo(CommandEnd.DONE);
        assertThat(out().lines())
                .containsExactly(
                        "Taken back: " + all.getLast(), "Taken back: " + all.get(all.size() - 2));

        assertThat(migrate("status")).isEqualTo(CommandEnd.DONE);
        assertThat(out().lines().filter(line -> line.contains("missing"))).hasSize(2);

        assertThat(migrate("up")).isEqualTo(CommandEnd.DONE);
        assertThat(out()).contains("Applied: " + all.getLast());
        assertThat(migrate("status", "--json")).isEqualTo(CommandEnd.DONE);
        assertThat(out()).contains("\"change\":\"" + FIRST + "\"").doesNotContain("missing");
    }

    @Test
    void theHistoryKeepsEveryMoveInBothDirections() {
        assertThat(migrate("down", "--yes")).isEqualTo(CommandEnd.DONE);
        assertThat(migrate("up")).isEqualTo(CommandEnd.DONE);

        assertThat(migrate("history")).isEqualTo(CommandEnd.DONE);

        List<String> moves = out().lines().skip(1).toList();
        assertThat(moves).hasSize(all.size() + 2);
        assertThat(moves.get(all.size())).contains("down", all.getLast());
        assertThat(moves.getLast()).contains("up", all.getLast());
    }

    @Test
    void nothingIsTakenBackWithoutConsent() {
        assertThat(migrate("down")).isEqualTo(CommandEnd.USAGE);

        assertThat(err()).contains(all.getLast(), "is lost", "--yes");
        assertThat(migrate("status")).isEqualTo(CommandEnd.DONE);
        assertThat(out()).doesNotContain("missing");
    }

    @Test
    void nothingIsTakenBackWhileALedgerRuns() throws SQLException {
        try (Connection _ = ledger()) {
            assertThat(migrate("down", "--yes")).isEqualTo(CommandEnd.REFUSED);
        }

        assertThat(err()).contains("stop them first");
        assertThat(migrate("status")).isEqualTo(CommandEnd.DONE);
        assertThat(out()).doesNotContain("missing");
    }

    @Test
    void aChangeThatIsNotTheOneAppliedIsRefused() throws SQLException {
        execute(
                database,
                "update ledger.databasechangelog set md5sum = '9:0' where id = '" + FIRST + "'");

        assertThat(migrate("up")).isEqualTo(CommandEnd.REFUSED);

        assertThat(err()).contains("not changed further", FIRST);
    }

    @Test
    void moreThanThereIsCannotBeTakenBack() {
        assertThat(migrate("down", "--changes", "9999", "--yes")).isEqualTo(CommandEnd.USAGE);

        assertThat(err()).contains("only " + all.size());
    }

    @Test
    void whatIsNotUnderstoodIsNamed() {
        for (List<String> wrong :
                List.of(
                        List.<String>of(),
                        List.of("sideways"),
                        List.of("up", "--yes"),
                        List.of("down", "--changes"),
                        List.of("down", "--changes", "0"),
                        List.of("status", "--Json"))) {
            assertThat(migrate(wrong.toArray(String[]::new))).isEqualTo(CommandEnd.USAGE);
            assertThat(err()).contains("Usage: migrate", wrong.isEmpty() ? "" : wrong.getLast());
        }
    }

    @Test
    void aDatabaseThatIsAwayIsNamedWithoutItsPassword() {
        var away =
                MigrationDatabase.of(
                        Map.of("POSTGRES_PORT", "1", "POSTGRES_PASSWORD", "very secret"));

        var end = new MigrateCommand(away, stream(out), stream(err)).run(List.of("status"));

        assertThat(end).isEqualTo(CommandEnd.UNREACHABLE);
        assertThat(err()).contains("minion at localhost:1").doesNotContain("very secret");
    }

    private CommandEnd migrate(String... words) {
        out.reset();
        err.reset();
        return new MigrateCommand(database, stream(out), stream(err)).run(List.of(words));
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    private Connection ledger() throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://%s:%s/%s?user=%s&password=%s&ApplicationName=minion-ledger"
                        .formatted(
                                database.host(),
                                database.port(),
                                database.name(),
                                database.user(),
                                database.password()));
    }

    private static void execute(MigrationDatabase database, String sql) throws SQLException {
        try (Connection connection = database.connect("minion-migrate");
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
