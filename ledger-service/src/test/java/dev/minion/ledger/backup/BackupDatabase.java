package dev.minion.ledger.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minion.ledger.migration.CommandEnd;
import dev.minion.ledger.migration.MigrateCommand;
import dev.minion.ledger.migration.MigrationDatabase;
import dev.minion.localstack.TestServers;
import java.io.OutputStream;
import java.io.PrintStream;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A database of its own with the ledger's schema, empty at first. */
public record BackupDatabase(MigrationDatabase database) {

    private static final int POSTGRES = 21105;
    private static final String TEMPLATE = "backup_template";
    private static boolean migrated;

    /** Made anew; the schema is a copy, for migrations take their time. */
    public static synchronized BackupDatabase fresh(String name) throws SQLException {
        if (!migrated) {
            made(TEMPLATE, "template1").migrate("up");
            migrated = true;
        }
        return made(name, TEMPLATE);
    }

    /** The same without a schema. */
    public static BackupDatabase blank(String name) throws SQLException {
        return made(name, "template1");
    }

    /** The same with all that another one has. */
    public static BackupDatabase like(String template, String name) throws SQLException {
        return made(name, template);
    }

    private static BackupDatabase made(String name, String template) throws SQLException {
        BackupDatabase server = named("minion");
        server.execute("drop database if exists " + name + " with (force)");
        server.execute("create database " + name + " template " + template);
        return named(name);
    }

    private static BackupDatabase named(String name) {
        return new BackupDatabase(MigrationDatabase.of(environment(name)));
    }

    /** As a process is told of it. */
    public static Map<String, String> environment(String name) {
        return Map.of(
                "POSTGRES_HOST",
                "127.0.0.1",
                "POSTGRES_PORT",
                Integer.toString(TestServers.postgres(POSTGRES).port()),
                "POSTGRES_DB",
                name);
    }

    public void migrate(String... words) {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
        assertThat(new MigrateCommand(database, nowhere, System.err).run(List.of(words)))
                .isEqualTo(CommandEnd.DONE);
    }

    public Connection connect(String application) throws SQLException {
        return database.connect(application);
    }

    public void execute(String sql) throws SQLException {
        try (Connection connection = connect("test");
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** All rows, their columns joined by blanks. */
    public List<String> query(String sql) throws SQLException {
        List<String> found = new ArrayList<>();
        try (Connection connection = connect("test");
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                StringBuilder row = new StringBuilder();
                for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                    row.append(i == 1 ? "" : " ").append(rows.getString(i));
                }
                found.add(row.toString());
            }
        }
        return found;
    }

    /** A task whose id ends with the number, of namespace "test". */
    public void task(int number, int status, int attempt) throws SQLException {
        execute(
                """
                insert into ledger.tasks (id, created_at, epoch, attempt, partition, priority,
                  status, queue_ms, assigned_to, started_at, progress, namespace, type, name,
                  idempotency_key, metadata, input, output)
                values ('%s', now(), 1, %d, 1, 5, %d, case when %3$d = 5 then 60000 else 0 end,
                  case when %3$d = 6 then 'w-1' end, case when %3$d = 6 then now() end,
                  case when %3$d = 6 then 30 end, 'test', 'demo.echo', 'näme', 'key', '{"a": 1}',
                  '\\x00ff', case when %3$d = 7 then '\\x0102'::bytea end)
                """
                        .formatted(id(number), attempt, status));
    }

    public static String id(int number) {
        return "0192aaaa-0000-7000-8000-%012d".formatted(number);
    }

    /** A message with its delivery and its conversation. */
    public void message(int number) throws SQLException {
        execute(
                """
                insert into ledger.messages (id, expires_at, position, recipients, recipient_kind,
                  namespace, recipient, sender, conversation, body)
                values ('%1$s', now(), %2$d, 1, 1, 'test', 'b', 'a', 'talk', '{}');
                insert into ledger.message_deliveries (message_id, expires_at, sequence, namespace,
                  agent) select id, expires_at, sequence, namespace, 'b' from ledger.messages
                  where id = '%1$s';
                """
                        .formatted(id(number), number));
    }

    /**
     * For each table a hash of its rows, which does not depend on their order, without what a
     * restore changes in all of them.
     */
    public List<String> contents(String... tables) throws SQLException {
        List<String> all = new ArrayList<>();
        for (String table : tables) {
            all.addAll(
                    query(
                            "select '%1$s', count(*), coalesce(sum(hashtextextended((to_jsonb(t) - '{epoch,version,updated_at}'::text[])::text, 0)), 0)"
                                            .formatted(table)
                                    + " from ledger."
                                    + table
                                    + " t"));
        }
        return all;
    }
}
