package dev.minion.ledger.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.minion.ledger.Counting;
import dev.minion.ledger.LedgerMain;
import dev.minion.ledger.backup.BackupDatabase;
import dev.minion.ledger.migration.CommandEnd;
import dev.minion.ledger.migration.MigrateCommand;
import dev.minion.ledger.migration.MigrationDatabase;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The command between databases of a real Postgres. */
class CopyTest {

    private static final int READY = 4;
    private static final int RUNNING = 6;
    private static final int TASKS = 25_000;
    private static final String FROM = "copy_from";
    private static final String FULL = "copy_full";
    private static final String TO = "copy_to";
    private static final Duration SOON = Duration.ofSeconds(30);

    /** Without those of whose rows the end of a copy changes some. */
    private static final String[] TABLES = {
        "task_dependencies",
        "task_progress",
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

    private static final String[] ALL =
            Stream.concat(Stream.of("tasks", "task_history"), Arrays.stream(TABLES))
                    .toArray(String[]::new);

    private static final String FILL =
            """
            insert into ledger.tasks (id, created_at, epoch, attempt, partition, priority, status,
              namespace, type, name, input)
              select ('0192bbbb-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, now(), 1, 1, 1, 5, 7,
                'test', 'demo.' || n % 7, 'n' || n, convert_to('{"n": ' || n || '}', 'utf8')
              from generate_series(1, 25000) n;
            insert into ledger.task_progress (task_id, attempt, percent, message)
              select id, 1, 50, 'half' from ledger.tasks, generate_series(1, 2);
            insert into ledger.task_history (task_id, attempt, was, status)
              select id, 1, 6, 7 from ledger.tasks;
            insert into ledger.task_keys
              select 'test', 'key-' || name, id, '\\x01', now() from ledger.tasks;
            insert into ledger.task_dependencies
              select id, id, 0, true from ledger.tasks;
            insert into ledger.agent_state values
              ('w', 'w', 'r', 'c', 's', 1, 'h', 'v', null, now(), now());
            insert into ledger.conversations values (1, 'test', 'talk');
            insert into ledger.unsettled select id from ledger.tasks limit 10;
            insert into ledger.waiting_parents select id, id from ledger.tasks limit 10;
            insert into ledger.pauses (id, scope, namespace, type, key, reason, created_by)
              select id, 3, '', name, '', 'maintenance', 'me' from ledger.tasks limit 10;
            insert into ledger.pause_rules (id, scope, namespace, type, key, error_rate, min_attempts,
              window_ms, pause_ms)
              select id, 3, '', name, '', 0.5, 20, 60000, 0 from ledger.tasks limit 10;
            insert into ledger.task_counts (tasks, status, namespace, type)
              select count(*), status, namespace, type from ledger.tasks group by 2, 3, 4;
            analyze;
            """;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private volatile boolean over;
    private BackupDatabase source = new BackupDatabase(MigrationDatabase.of(Map.of()));
    private BackupDatabase target = source;

    @BeforeAll
    static void fillOnce() throws SQLException {
        BackupDatabase full = BackupDatabase.fresh(FULL);
        full.execute(FILL);
        full.message(1);
    }

    @BeforeEach
    void fill() throws SQLException {
        source = BackupDatabase.like(FULL, FROM);
        target = BackupDatabase.blank(TO);
    }

    @Test
    void theTargetIsTheSameLedgerInANewEpoch() throws SQLException {
        source.task(1, RUNNING, 3);
        source.execute(
                "insert into ledger.task_count_deltas values (1, null, 6, 'test', 'demo.echo')");
        List<String> before = source.contents(ALL);

        assertThat(copy("--finish")).as(err()).isEqualTo(CommandEnd.DONE);

        assertThat(target.contents(TABLES)).isEqualTo(source.contents(TABLES));
        assertThat(source.contents(ALL)).as("the source").isEqualTo(before);
        assertThat(target.query("select count(*) from ledger.tasks"))
                .containsExactly(Integer.toString(TASKS + 1));
        assertThat(target.query("select epoch from ledger.epoch")).containsExactly("2");
        assertThat(
                        target.query(
                                "select status, epoch, attempt, version, assigned_to from"
                                        + " ledger.tasks where id = '%s'"
                                                .formatted(BackupDatabase.id(1))))
                .containsExactly("4 2 4 2 null");
        assertThat(
                        target.query(
                                "select attempt, reason from ledger.task_history where reason <> ''"))
                .containsExactly("3 moved to another database");
        assertThat(target.query(Counting.WRONG.formatted("test"))).containsExactly("");
        assertThat(out()).contains("1 open attempts were given back").doesNotContain("DIFFERENT");
    }

    @Test
    void theTargetHasWhatTheSchemaHasWhenItIsFinished() throws SQLException {
        assertThat(copy("--finish")).as(err()).isEqualTo(CommandEnd.DONE);

        for (String question :
                List.of(
                        "select indexdef from pg_indexes where schemaname = 'ledger' order by 1",
                        "select conrelid::regclass::text, conname, pg_get_constraintdef(oid) from"
                                + " pg_constraint where connamespace = 'ledger'::regnamespace"
                                + " order by 1, 2",
                        "select obj_description(to_regnamespace('ledger'), 'pg_namespace')")) {
            assertThat(target.query(question)).isEqualTo(source.query(question));
        }
        assertThat(target.query("select to_regnamespace('ledger_copy')")).containsExactly("null");
        target.message(2);
        assertThat(target.query("select max(sequence) from ledger.messages")).containsExactly("2");
    }

    @Test
    void whatIsChangedCreatedAndRemovedMeanwhileIsCaughtUp() throws SQLException {
        source.execute("update ledger.messages set idempotency_key = 'again'");
        assertThat(copy()).as(err()).isEqualTo(CommandEnd.DONE);
        assertThat(out()).contains("The target follows", "0 rows had changed");
        source.execute(
                """
                update ledger.tasks set output = 'later', version = 2 where name like '%77';
                delete from ledger.tasks where name in ('n1', 'n20000', 'n25000');
                delete from ledger.task_keys where key like '%33';
                delete from ledger.messages;
                """);
        source.message(2);
        source.execute("update ledger.messages set idempotency_key = 'again'");
        source.task(2, 7, 1);

        assertThat(copy("--finish")).as(err()).isEqualTo(CommandEnd.DONE);

        assertThat(target.contents(ALL)).isEqualTo(source.contents(ALL));
        assertThat(out()).contains("Copied 0 rows");
    }

    @Test
    void aCopyWhileWorkGoesOnEndsWithAllOfIt() throws Exception {
        Thread writer = Thread.ofVirtual().start(this::work);
        try {
            assertThat(copy()).as(err()).isEqualTo(CommandEnd.DONE);
        } finally {
            over = true;
            writer.join();
        }

        assertThat(copy("--finish")).as(err()).isEqualTo(CommandEnd.DONE);

        assertThat(target.contents(ALL)).isEqualTo(source.contents(ALL));
        assertThat(source.query("select count(*) from ledger.task_history where was = 1"))
                .as("work went on")
                .doesNotContain("0");
    }

    /** Tasks come, change and go, with what refers to them, in one transaction each. */
    private void work() {
        try (Connection connection = source.connect("test");
                Statement statement = connection.createStatement()) {
            for (int n = 1; !over; n++) {
                statement.execute(
                        """
                        insert into ledger.tasks (id, created_at, epoch, attempt, partition,
                          priority, status, namespace, type, name) values
                          ('0192cccc-0000-7000-8000-%1$012d', now(), 1, 1, 1, 5, 7, 'test', 't', 'new');
                        insert into ledger.task_history (task_id, attempt, was, status)
                          values ('0192cccc-0000-7000-8000-%1$012d', 1, 1, 7);
                        update ledger.tasks set version = version + 1 where name = 'n%2$d';
                        delete from ledger.tasks where name = 'n%3$d';
                        """
                                .formatted(n, n * 31 % TASKS, n * 37 % TASKS));
            }
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    @Test
    void aCopyThatIsKilledAgainAndAgainGoesOnAndDoublesNothing() throws Exception {
        for (int rows : new int[] {1, 20_000, 50_000, 90_000, 120_000}) {
            Process process = process("--rows-per-s", "20000");
            await("%d rows are there".formatted(rows))
                    .atMost(SOON)
                    .ignoreExceptions()
                    .until(() -> copied() >= rows);
            process.destroyForcibly().waitFor();
        }
        long before = copied();
        assertThat(before).isLessThan(6L * TASKS);

        assertThat(copy("--finish", "--json")).as(err()).isEqualTo(CommandEnd.DONE);

        assertThat(new JsonObject(out()).getLong("copied")).isLessThan(6L * TASKS - before + 100);
        assertThat(target.contents(ALL)).isEqualTo(source.contents(ALL));
    }

    private long copied() throws SQLException {
        return Long.parseLong(
                target.query("select coalesce(sum(rows), 0) from ledger_copy.tables").getFirst());
    }

    @Test
    void aCopyThatIsKilledAtItsEndIsFinishedByTheNext() throws Exception {
        source.task(1, READY, 1);
        assertThat(copy()).as(err()).isEqualTo(CommandEnd.DONE);
        try (Connection blocking = target.connect("test");
                Statement statement = blocking.createStatement()) {
            blocking.setAutoCommit(false);
            statement.execute("lock table ledger.task_history in share mode");
            Process process = process("--finish");
            await("it is about to end")
                    .atMost(SOON)
                    .until(
                            () ->
                                    target.query(
                                                    "select count(*) from pg_stat_activity where"
                                                            + " wait_event_type = 'Lock' and"
                                                            + " application_name = 'minion-copy'")
                                            .equals(List.of("1")));
            process.destroyForcibly().waitFor();
        }
        assertThat(target.query("select count(*) from ledger_copy.state")).containsExactly("1");

        assertThat(copy("--finish")).as(err()).isEqualTo(CommandEnd.DONE);

        assertThat(target.contents(TABLES)).isEqualTo(source.contents(TABLES));
        assertThat(target.query("select status, attempt from ledger.tasks where attempt > 1"))
                .containsExactly("4 2");
    }

    @Test
    void aDifferenceThatStaysIsToldAndTheTargetIsNoLedger() throws SQLException {
        assertThat(copy()).as(err()).isEqualTo(CommandEnd.DONE);
        target.execute(
                """
                create function public.spoil() returns trigger language plpgsql as
                  'begin new.output := ''spoilt''; return new; end';
                create trigger spoil before insert on ledger.tasks
                  for each row when (new.name = 'n4711') execute function public.spoil();
                delete from ledger.tasks where name = 'n4711';
                """);

        assertThat(copy("--finish")).isEqualTo(CommandEnd.REFUSED);

        assertThat(out().lines().filter(line -> line.contains("DIFFERENT")))
                .singleElement()
                .asString()
                .startsWith("tasks");
        MigrateCommand migration = new MigrateCommand(target.database(), System.out, stream(err));
        assertThat(migration.run(List.of("up"))).isEqualTo(CommandEnd.REFUSED);
        assertThat(err()).contains("is not finished");

        target.execute("drop trigger spoil on ledger.tasks");
        assertThat(copy("--finish")).as(err()).isEqualTo(CommandEnd.DONE);
        assertThat(target.contents(ALL)).isEqualTo(source.contents(ALL));
    }

    @Test
    void theEndWaitsUntilNoLedgerRunsOnTheSource() throws Exception {
        FutureTask<CommandEnd> end = new FutureTask<>(() -> copy("--finish"));
        try (Connection _ = source.connect("minion-ledger")) {
            Thread.ofVirtual().start(end);
            await("it asks for it").atMost(SOON).until(() -> out().contains("Stop them now"));
            source.task(3, 7, 1);
            assertThat(end.isDone()).isFalse();
        }

        assertThat(end.get(SOON.toSeconds(), TimeUnit.SECONDS)).isEqualTo(CommandEnd.DONE);
        assertThat(target.contents(ALL)).isEqualTo(source.contents(ALL));
    }

    @Test
    void aWrongTargetIsRefusedAndLeftAsItIs() throws SQLException {
        assertThat(run(address(FROM))).isEqualTo(CommandEnd.REFUSED);
        assertThat(err()).contains("the same database");

        BackupDatabase other = BackupDatabase.fresh("copy_other");
        other.task(9, 7, 1);
        List<String> before = other.contents(ALL);
        assertThat(run(address("copy_other"))).isEqualTo(CommandEnd.REFUSED);
        assertThat(err()).contains("holds a ledger that no copy has begun: its table tasks");
        assertThat(other.contents(ALL)).isEqualTo(before);

        assertThat(copy("--finish")).as(err()).isEqualTo(CommandEnd.DONE);
        assertThat(copy("--finish")).isEqualTo(CommandEnd.REFUSED);
        assertThat(err()).contains("holds a ledger");
    }

    @Test
    void aTargetOfAnotherCopyOrWithAnotherSchemaOrInUseIsRefused() throws SQLException {
        assertThat(copy()).as(err()).isEqualTo(CommandEnd.DONE);
        try (Connection _ = target.connect("minion-ledger")) {
            assertThat(copy()).isEqualTo(CommandEnd.REFUSED);
            assertThat(err()).contains("a ledger runs on the target");
        }
        target.execute("update ledger_copy.state set source = '1/2'");
        assertThat(copy()).isEqualTo(CommandEnd.REFUSED);
        assertThat(err()).contains("a copy of another ledger");

        source.migrate("down", "--yes");
        target = BackupDatabase.blank(TO);
        assertThat(copy()).isEqualTo(CommandEnd.REFUSED);
        assertThat(err()).contains("not the same schema", "./minion migrate up");

        target = BackupDatabase.blank(FROM);
        assertThat(copy()).isEqualTo(CommandEnd.REFUSED);
        assertThat(err()).contains("there is no ledger in the source");
    }

    @Test
    void whatIsNotUnderstoodIsNamed() {
        assertThat(run("")).isEqualTo(CommandEnd.USAGE);
        assertThat(run(address(TO), "--quickly")).isEqualTo(CommandEnd.USAGE);
        assertThat(err()).contains("Not understood: --quickly", "Usage: copy --to");
        assertThat(run(address(TO), "--rows-per-s", "0")).isEqualTo(CommandEnd.USAGE);
        assertThat(err()).contains("--rows-per-s takes a number from 1");
        assertThat(run("postgres://minion:secret@localhost/x")).isEqualTo(CommandEnd.USAGE);
        assertThat(err()).contains("TARGET_POSTGRES_PASSWORD").doesNotContain("secret");
        assertThat(run("jdbc:postgresql://localhost/x")).isEqualTo(CommandEnd.USAGE);
        assertThat(err()).contains("does not begin with postgres://");
    }

    @Test
    void aTargetThatIsNotThereIsNamed() {
        assertThat(run("postgres://minion@127.0.0.1:1/x", "--json"))
                .isEqualTo(CommandEnd.UNREACHABLE);
        assertThat(new JsonObject(out()).getJsonObject("error").getString("message"))
                .contains("x at 127.0.0.1:1");
    }

    private CommandEnd copy(String... options) {
        return run(address(TO), options);
    }

    private CommandEnd run(String to, String... options) {
        out.reset();
        err.reset();
        List<String> words = words(to, options);
        return new CopyCommand(environment(), stream(out), stream(err)).run(words);
    }

    private static List<String> words(String to, String... options) {
        List<String> words = new ArrayList<>(List.of("--to", to));
        words.addAll(List.of(options));
        return words;
    }

    private static Map<String, String> environment() {
        Map<String, String> all = new HashMap<>(BackupDatabase.environment(FROM));
        all.put("TARGET_POSTGRES_PASSWORD", "minion");
        return all;
    }

    private static String address(String name) {
        return "postgres://minion@127.0.0.1:%s/%s?sslmode=disable"
                .formatted(BackupDatabase.environment(name).get("POSTGRES_PORT"), name);
    }

    private static Process process(String... options) throws IOException {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                ProcessHandle.current().info().command().orElseThrow(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                LedgerMain.class.getName(),
                                "copy"));
        command.addAll(words(address(TO), options));
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().putAll(environment());
        return builder.start();
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
