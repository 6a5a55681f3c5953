package dev.minion.ledger.backup;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.minion.contracts.tasks.TaskStatus;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Remembers what a database has, and writes out what of it a restored backup has not. Both in the
 * transaction of the restore, which sees to it that nothing is acknowledged in between.
 */
final class LossReport {

    private static final int FIRST = 10;
    private static final int ROWS_AT_ONCE = 1_000;

    private static final String REMEMBER_TASKS =
            """
            create temporary table present_tasks on commit drop as
            select id, version, status, namespace, type from ledger.tasks
            """;

    private static final String REMEMBER_MESSAGES =
            """
            create temporary table present_messages on commit drop as
            select id, namespace, sender, conversation from ledger.messages
            """;

    private static final String TASKS =
            """
            select p.id, p.namespace, p.type, p.status, t.status
            from present_tasks p left join ledger.tasks t on t.id = p.id
            where t.id is null or t.version <> p.version or t.status <> p.status
            order by p.id
            """;

    private static final String MESSAGES =
            """
            select p.id, p.namespace, p.sender, p.conversation from present_messages p
            where not exists (select from ledger.messages m where m.id = p.id)
            order by p.id
            """;

    private final Connection connection;
    private final Path file;

    /** Over a connection that commits when it is told to. */
    LossReport(Connection connection, Path file) {
        this.connection = connection;
        this.file = file;
    }

    /** To be called before anything is replaced. */
    void remember() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(REMEMBER_TASKS);
            statement.execute(REMEMBER_MESSAGES);
        }
    }

    /**
     * To be called when the tables are those of the backup, before tasks in them are changed.
     *
     * @param epoch the one that the ledger goes on with
     */
    Loss write(Manifest backup, int epoch) throws SQLException, IOException {
        try (FileChannel channel = Durable.open(file, StandardOpenOption.CREATE_NEW);
                OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel));
                JsonGenerator json = new JsonFactory().createGenerator(out);
                Statement statement = connection.createStatement()) {
            statement.setFetchSize(ROWS_AT_ONCE);
            json.useDefaultPrettyPrinter();
            json.writeStartObject();
            json.writeStringField("backup_taken_at", backup.takenAt());
            json.writeNumberField("epoch", epoch);
            Loss tasks = tasks(statement, json);
            Loss all =
                    new Loss(
                            tasks.missing(),
                            tasks.older(),
                            messages(statement, json),
                            tasks.first());
            json.writeNumberField("tasks_missing", all.missing());
            json.writeNumberField("tasks_older", all.older());
            json.writeNumberField("messages_missing", all.messages());
            json.writeEndObject();
            json.flush();
            channel.force(true);
            Durable.forceDirectory(file);
            return all;
        }
    }

    private static Loss tasks(Statement statement, JsonGenerator json)
            throws SQLException, IOException {
        long missing = 0;
        long older = 0;
        List<String> first = new ArrayList<>();
        json.writeArrayFieldStart("tasks");
        try (ResultSet rows = statement.executeQuery(TASKS)) {
            while (rows.next()) {
                String status = status(rows.getInt(4));
                int backup = rows.getInt(5);
                boolean gone = rows.wasNull();
                json.writeStartObject();
                json.writeStringField("id", rows.getString(1));
                json.writeStringField("namespace", rows.getString(2));
                json.writeStringField("type", rows.getString(3));
                json.writeStringField("status", status);
                json.writeStringField("backup_status", gone ? null : status(backup));
                json.writeEndObject();
                missing += gone ? 1 : 0;
                older += gone ? 0 : 1;
                if (first.size() < FIRST) {
                    String then = gone ? "not in the backup" : "in the backup " + status(backup);
                    first.add(rows.getString(1) + "  " + status + ", " + then);
                }
            }
        }
        json.writeEndArray();
        return new Loss(missing, older, 0, first);
    }

    private static String status(int number) {
        TaskStatus status = TaskStatus.forNumber(number);
        return status == null ? Integer.toString(number) : status.name().toLowerCase(Locale.ROOT);
    }

    private static long messages(Statement statement, JsonGenerator json)
            throws SQLException, IOException {
        long missing = 0;
        json.writeArrayFieldStart("messages");
        try (ResultSet rows = statement.executeQuery(MESSAGES)) {
            for (; rows.next(); missing++) {
                json.writeStartObject();
                json.writeStringField("id", rows.getString(1));
                json.writeStringField("namespace", rows.getString(2));
                json.writeStringField("sender", rows.getString(3));
                json.writeStringField("conversation", rows.getString(4));
                json.writeEndObject();
            }
        }
        json.writeEndArray();
        return missing;
    }
}
