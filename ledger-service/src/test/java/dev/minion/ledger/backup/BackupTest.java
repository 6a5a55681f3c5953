package dev.minion.ledger.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.minion.ledger.Counting;
import dev.minion.ledger.LedgerMain;
import dev.minion.ledger.migration.CommandEnd;
import dev.minion.ledger.migration.MigrationDatabase;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Both commands over a real Postgres, in databases of their own. */
class BackupTest {

    private static final int BLOCKED = 3;
    private static final int READY = 4;
    private static final int ASSIGNED = 5;
    private static final int RUNNING = 6;
    private static final int COMPLETED = 7;
    private static final String FROM = "backup_from";
    private static final String[] TABLES = {
        "tasks",
        "task_dependencies",
        "task_progress",
        "task_history",
        "task_keys",
        "agent_state",
        "conversations",
        "messages",
        "message_deliveries",
        "unsettled",
        "waiting_parents",
        "pauses",
        "pause_rules"
    };

    @TempDir Path directory;

    private BackupDatabase ledger = new BackupDatabase(MigrationDatabase.of(Map.of()));
    private Path file = Path.of("backup");
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private static final String COUNT =
            """
            insert into ledger.task_counts (tasks, status, namespace, type)
            select count(*), status, namespace, type from ledger.tasks group by 2, 3, 4
            """;

    @BeforeEach
    void fill() throws SQLException {
        file = directory.resolve("ledger.backup");
        ledger = BackupDatabase.fresh(FROM);
        ledger.task(1, COMPLETED, 1);
        ledger.task(2, BLOCKED, 0);
        ledger.message(1);
        ledger.execute(
                """
                insert into ledger.task_dependencies values ('%1$s', '%2$s', 0, false);
                insert into ledger.task_progress (task_id, attempt, percent, message, data)
                  select '%2$s', 1, p, E'line\\nfeed\\t', '\\x00' from generate_series(1, 100) p;
                insert into ledger.task_history (task_id, attempt, was, status) values ('%2$s', 1, 4, 7);
                insert into ledger.task_keys values ('test', 'key', '%2$s', '\\x01', now());
                insert into ledger.agent_state values ('w', 'w', 'r', 'c', 's', 1, 'h', 'v', null, now(), now());
                insert into ledger.conversations values (1, 'test', 'talk');
                insert into ledger.unsettled values ('%2$s');
                insert into ledger.waiting_parents values ('%1$s', '%2$s');
                insert into ledger.pauses (id, scope, namespace, type, key, reason, created_by)
                  values ('%1$s', 3, '', 'demo.echo', '', 'maintenance', 'me');
                insert into ledger.pause_rules (id, scope, namespace, type, key, error_rate, min_attempts,
                  window_ms, pause_ms) values ('%1$s', 3, '', '', '', 0.5, 20, 60000, 0);
                """
                        .formatted(BackupDatabase.id(2), BackupDatabase.id(1)));
    }

    @Test
    void anEmptyDatabaseHasAllThatTheOneBackedUpHad() throws SQLException {
        List<String> before = ledger.contents(TABLES);
        backup();
        BackupDatabase empty = BackupDatabase.fresh("backup_to");

        assertThat(restore(empty, "--yes")).as(err()).isEqualTo(CommandEnd.DONE);

        assertThat(empty.contents(TABLES)).isEqualTo(before);
        assertThat(empty.query("select epoch from ledger.epoch")).containsExactly("2");
        assertThat(out()).contains("The epoch is 2", "0 tasks that it does not have");
    }

    @Test
    void openAttemptsAreGivenBackWithAFenceAboveAllEarlierOnes() throws SQLException {
        ledger.task(3, READY, 1);
        ledger.task(4, ASSIGNED, 2);
        ledger.task(5, RUNNING, 3);
        ledger.task(6, RUNNING, 4);
        ledger.execute(
                "update ledger.tasks set run_after = '1969-12-31 23:59:59Z' where id = '%s'"
                        .formatted(BackupDatabase.id(6)));
        ledger.execute(COUNT);
        backup();
        ledger.execute("update ledger.epoch set epoch = 7");

        assertThat(restore(ledger, "--yes")).as(err()).isEqualTo(CommandEnd.DONE);

        assertThat(
                        ledger.query(
                                "select status, epoch, attempt, version, due_at is not null,"
                                        + " assigned_to, started_at, progress from ledger.tasks"
                                        + " order by id"))
                .containsExactly(
                        "7 1 1 1 f null null null",
                        "3 8 0 2 f null null null",
                        "4 8 2 2 f null null null",
                        "4 8 3 2 t null null null",
                        "4 8 4 2 f null null null",
                        "2 8 5 2 f null null null");
        assertThat(ledger.query("select run_after < 'epoch' from ledger.tasks where status = 2"))
                .as("what was marked to be paused is paused")
                .containsExactly("t");
        assertThat(ledger.query("select epoch from ledger.epoch")).containsExactly("8");
        assertThat(
                        ledger.query(
                                "select attempt, was, status, worker, reason from"
                                        + " ledger.task_history where reason is not null order by"
                                        + " sequence"))
                .containsExactly(
                        "1 4 4 null restored from a backup",
                        "2 5 4 null restored from a backup",
                        "3 6 4 w-1 restored from a backup",
                        "4 6 2 w-1 restored from a backup");
        assertThat(out()).contains("4 open attempts were given back");
        assertThat(ledger.query(Counting.WRONG.formatted("test"))).containsExactly("");
    }

    @Test
    void whatWasAcknowledgedAfterTheBackupIsNamed() throws SQLException, IOException {
        ledger.task(3, READY, 1);
        backup();
        ledger.task(4, COMPLETED, 1);
        ledger.message(2);
        ledger.execute(
                "update ledger.tasks set status = 7, version = 5 where id = '%s'"
                        .formatted(BackupDatabase.id(3)));

        assertThat(restore(ledger, "--yes", "--json")).as(err()).isEqualTo(CommandEnd.DONE);

        assertThat(new JsonObject(out()))
                .isEqualTo(
                        new JsonObject(out())
                                .put("tasks_missing", 1)
                                .put("tasks_older", 1)
                                .put("messages_missing", 1)
                                .put("given_back", 1)
                                .put("report", file + ".lost.json"));
        JsonObject report = new JsonObject(Files.readString(Path.of(file + ".lost.json")));
        assertThat(report.getJsonArray("tasks"))
                .isEqualTo(
                        new JsonArray()
                                .add(lost(3, "completed", "ready"))
                                .add(lost(4, "completed", null)));
        assertThat(report.getJsonArray("messages").getJsonObject(0).getString("id"))
                .isEqualTo(BackupDatabase.id(2));
        assertThat(ledger.query("select version from ledger.tasks where status = 4"))
                .as("versions only rise")
                .containsExactly("7");
    }

    private static JsonObject lost(int number, String status, @Nullable String backup) {
        return new JsonObject()
                .put("id", BackupDatabase.id(number))
                .put("namespace", "test")
                .put("type", "demo.echo")
                .put("status", status)
                .put("backup_status", backup);
    }

    @Test
    void sequencesGoOnAfterTheHighestValueGivenOut() throws SQLException {
        ledger.message(2);
        ledger.message(3);
        ledger.execute(
                "delete from ledger.messages where id <> '%s'".formatted(BackupDatabase.id(1)));
        backup();
        BackupDatabase empty = BackupDatabase.fresh("backup_to");

        assertThat(restore(empty, "--yes")).as(err()).isEqualTo(CommandEnd.DONE);
        empty.message(4);

        assertThat(empty.query("select sequence from ledger.messages order by sequence"))
                .containsExactly("1", "4");
    }

    @Test
    void aDamagedOrCutFileChangesNothing() throws SQLException, IOException {
        backup();
        byte[] whole = Files.readAllBytes(file);
        List<String> before = ledger.contents(TABLES);
        for (int at = 40; at < whole.length; at += whole.length / 16) {
            byte[] damaged = whole.clone();
            damaged[at] ^= 0x55;
            Files.write(file, damaged);
            CommandEnd end = restore(ledger, "--yes");
            if (end == CommandEnd.DONE) {
                // A byte that says nothing, such as the time of an entry.
                Files.delete(Path.of(file + ".lost.json"));
            } else {
                assertThat(end).as("byte %d: %s", at, err()).isEqualTo(CommandEnd.REFUSED);
            }
            assertThat(ledger.contents(TABLES)).as("byte %d", at).isEqualTo(before);
        }
        Files.write(file, Arrays.copyOf(whole, whole.length / 2));

        assertThat(restore(ledger, "--yes")).isEqualTo(CommandEnd.REFUSED);

        assertThat(err()).contains("is not a whole backup");
        assertThat(ledger.contents(TABLES)).isEqualTo(before);
    }

    @Test
    void aRestoreThatFailsOnItsWayChangesNothing() throws SQLException {
        backup();
        ledger.task(3, READY, 1);
        ledger.execute("alter table ledger.messages add constraint never check (false) not valid");
        List<String> before = ledger.contents(TABLES);

        assertThat(restore(ledger, "--yes")).isEqualTo(CommandEnd.UNREACHABLE);

        assertThat(err()).contains("never");
        assertThat(ledger.contents(TABLES)).isEqualTo(before);
        assertThat(ledger.query("select epoch from ledger.epoch")).containsExactly("1");
        assertThat(Path.of(file + ".lost.json")).doesNotExist();
    }

    @Test
    void nothingIsRestoredWhileALedgerRunsOrWithoutConsent() throws SQLException {
        backup();
        ledger.task(3, READY, 1);
        List<String> before = ledger.contents(TABLES);

        assertThat(restore(ledger)).isEqualTo(CommandEnd.USAGE);
        assertThat(err()).contains("is lost", "--yes");
        try (Connection _ = ledger.connect("minion-ledger")) {
            assertThat(restore(ledger, "--yes")).isEqualTo(CommandEnd.REFUSED);
        }

        assertThat(err()).contains("stop them first");
        assertThat(ledger.contents(TABLES)).isEqualTo(before);
    }

    @Test
    void neitherIsDoneWhileAMigrationIsUnderWay() throws SQLException {
        backup();
        try (Connection migration = ledger.connect("test");
                Statement statement = migration.createStatement()) {
            // "minion" in ASCII, as the migrations lock it.
            statement.execute("select pg_advisory_lock(120299591397230)");

            assertThat(restore(ledger, "--yes")).isEqualTo(CommandEnd.REFUSED);
            assertThat(err()).contains("is under way");
            assertThat(run("backup", ledger, file + "-2")).isEqualTo(CommandEnd.REFUSED);
            assertThat(err()).contains("is under way");
        }
    }

    @Test
    void anotherSchemaIsRefusedWithTheWayToTheRightOne() throws SQLException {
        backup();

        ledger.migrate("down", "--yes");
        assertThat(restore(ledger, "--yes")).isEqualTo(CommandEnd.REFUSED);
        assertThat(err()).contains("./minion migrate up");

        Path older = directory.resolve("older.backup");
        assertThat(run("backup", ledger, older.toString())).isEqualTo(CommandEnd.DONE);
        ledger.migrate("up");
        assertThat(run("restore", ledger, older.toString(), "--yes")).isEqualTo(CommandEnd.REFUSED);
        assertThat(err()).contains("./minion migrate down --changes 1");

        ledger.execute("update ledger.databasechangelog set md5sum = '9:0' where id = '1-tasks'");
        assertThat(restore(ledger, "--yes")).isEqualTo(CommandEnd.REFUSED);
        assertThat(err()).contains("not of the same Minion", "1-tasks");
    }

    @Test
    void neitherABackupNorAReportIsOverwritten() throws SQLException, IOException {
        backup();
        assertThat(Files.getPosixFilePermissions(file))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(run("backup", ledger, file.toString())).isEqualTo(CommandEnd.REFUSED);
        assertThat(err()).contains("already");

        assertThat(restore(ledger, "--yes")).isEqualTo(CommandEnd.DONE);
        assertThat(restore(ledger, "--yes")).isEqualTo(CommandEnd.REFUSED);
        assertThat(err()).contains("lost.json already", "--report");
        String other = directory.resolve("other.json").toString();
        assertThat(restore(ledger, "--yes", "--report", other)).isEqualTo(CommandEnd.DONE);

        assertThat(ledger.query("select epoch from ledger.epoch")).containsExactly("3");
    }

    @Test
    void aBackupThatIsKilledLeavesNoFileAndTheNextOneWorks() throws Exception {
        try (Connection blocking = ledger.connect("test");
                Statement statement = blocking.createStatement()) {
            blocking.setAutoCommit(false);
            statement.execute("lock table ledger.tasks in access exclusive mode");
            Process process = process("backup", file.toString());
            await("the backup is half way")
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> waiting() && Files.exists(Path.of(file + ".partial")));

            process.destroyForcibly().waitFor();
        }

        assertThat(file).doesNotExist();
        backup();
        assertThat(Path.of(file + ".partial")).doesNotExist();
    }

    private boolean waiting() throws SQLException {
        return ledger.query(
                        "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and"
                                + " application_name = 'minion-backup'")
                .equals(List.of("1"));
    }

    private static Process process(String... words) throws IOException {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                ProcessHandle.current().info().command().orElseThrow(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                LedgerMain.class.getName()));
        command.addAll(List.of(words));
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().putAll(BackupDatabase.environment(FROM));
        return builder.start();
    }

    @Test
    void aBackupTakenWhileRowsChangeIsOfOneMoment() throws Exception {
        ledger.execute(
                "update ledger.agent_state set capacity = 0; insert into ledger.task_keys"
                        + " values ('test', 'n', '%s', '0', now())"
                                .formatted(BackupDatabase.id(1)));
        Thread writer = Thread.ofVirtual().start(this::changeBothTables);
        try {
            for (int i = 0; i < 5; i++) {
                Path each = directory.resolve("of-one-moment-" + i);
                assertThat(run("backup", ledger, each.toString())).isEqualTo(CommandEnd.DONE);
                BackupDatabase other = BackupDatabase.fresh("backup_to");
                assertThat(run("restore", other, each.toString(), "--yes"))
                        .isEqualTo(CommandEnd.DONE);
                assertThat(other.query("select capacity from ledger.agent_state"))
                        .isEqualTo(
                                other.query(
                                        "select convert_from(payload_hash, 'utf8') from"
                                                + " ledger.task_keys where key = 'n'"));
            }
        } finally {
            writer.interrupt();
            writer.join();
        }
    }

    private void changeBothTables() {
        try (Connection connection = ledger.connect("test");
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            while (!Thread.currentThread().isInterrupted()) {
                statement.execute("update ledger.agent_state set capacity = capacity + 1");
                statement.execute(
                        "update ledger.task_keys set payload_hash = (select"
                                + " convert_to(capacity::text, 'utf8') from ledger.agent_state)"
                                + " where key = 'n'");
                connection.commit();
            }
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    @Test
    void whatIsNotUnderstoodIsNamed() {
        assertThat(run("backup", ledger)).isEqualTo(CommandEnd.USAGE);
        assertThat(run("backup", ledger, "a", "--yes")).isEqualTo(CommandEnd.USAGE);
        assertThat(err()).contains("Not understood: --yes", "Usage: backup FILE");
        assertThat(run("restore", ledger, "a", "b")).isEqualTo(CommandEnd.USAGE);
        assertThat(run("restore", ledger, "a", "--report")).isEqualTo(CommandEnd.USAGE);
        assertThat(err()).contains("Not understood: --report", "Usage: restore FILE");
    }

    @Test
    void aFileThatIsNotThereAndOneThatIsNoBackupAreNamed() throws IOException {
        assertThat(restore(ledger, "--yes")).isEqualTo(CommandEnd.REFUSED);
        assertThat(err()).contains("Nothing was restored", file.toString());

        assertThat(restore(ledger, "--yes", "--json")).isEqualTo(CommandEnd.REFUSED);
        assertThat(new JsonObject(out()).getJsonObject("error").getString("message"))
                .contains(file.toString());

        Files.writeString(file, "something else");
        assertThat(restore(ledger, "--yes")).isEqualTo(CommandEnd.REFUSED);
        assertThat(err()).contains("is not a whole backup");

        assertThat(run("backup", ledger, directory + "/none/of/these"))
                .isEqualTo(CommandEnd.REFUSED);
        assertThat(err()).contains("cannot be written");
    }

    private void backup() {
        assertThat(run("backup", ledger, file.toString())).as(err()).isEqualTo(CommandEnd.DONE);
    }

    private CommandEnd restore(BackupDatabase into, String... options) {
        List<String> words = new ArrayList<>(List.of(file.toString()));
        words.addAll(List.of(options));
        return run("restore", into, words.toArray(String[]::new));
    }

    private CommandEnd run(String command, BackupDatabase over, String... words) {
        out.reset();
        err.reset();
        return command.equals("backup")
                ? new BackupCommand(over.database(), stream(out), stream(err)).run(List.of(words))
                : new RestoreCommand(over.database(), stream(out), stream(err)).run(List.of(words));
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
}
