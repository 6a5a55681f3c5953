package dev.minion.ledger.migration;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A comment on the schema that says which changes it has: the hash of their file, and how many they
 * are.
 */
final class SchemaMark {

    /** What is to be given to {@link #matches}; fails where there is no schema yet. */
    static final String READ =
            """
            select obj_description(to_regnamespace('ledger'), 'pg_namespace'),
              (select count(*) from ledger.databasechangelog)
            """;

    private static final String EXISTS =
            "select to_regclass('ledger.databasechangelog') is not null";

    private final String text;
    private final int changes;

    private SchemaMark(String text, int changes) {
        this.text = text;
        this.changes = changes;
    }

    /** For the changes in a resource. */
    static SchemaMark ofResource(String name) {
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        try (InputStream resource = loader.getResourceAsStream(name)) {
            if (resource == null) {
                throw new IllegalStateException("there is no resource " + name);
            }
            byte[] bytes = resource.readAllBytes();
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
            int changes = new String(bytes, UTF_8).split("--changeset ", -1).length - 1;
            return new SchemaMark("changes " + HexFormat.of().formatHex(hash), changes);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Whether a schema has exactly these changes. */
    boolean matches(@Nullable String written, long applied) {
        return text.equals(written) && changes == applied;
    }

    /** The same, asked here; false where there is no schema yet. */
    boolean holds(Statement statement) throws SQLException {
        if (!exists(statement)) {
            return false;
        }
        try (ResultSet rows = statement.executeQuery(READ)) {
            return rows.next() && matches(rows.getString(1), rows.getLong(2));
        }
    }

    private static boolean exists(Statement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery(EXISTS)) {
            return rows.next() && rows.getBoolean(1);
        }
    }

    void write(Statement statement) throws SQLException {
        statement.execute("comment on schema ledger is '" + text + "'");
    }

    /** Before changes are applied or taken back. */
    void remove(Statement statement) throws SQLException {
        statement.execute("comment on schema ledger is null");
    }
}
