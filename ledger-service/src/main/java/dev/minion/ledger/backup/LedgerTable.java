package dev.minion.ledger.backup;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A table of the schema {@code ledger}.
 *
 * @param columns in their order, without those that are computed from others
 * @param identity the column that a sequence fills, or an empty text
 */
public record LedgerTable(String name, List<String> columns, String identity) {

    /** Qualified, for statements. */
    public String sql() {
        return "ledger." + quoted(name);
    }

    /** Sends all rows, as PostgreSQL's binary format has them; of a table in ranges as well. */
    String copyOut() {
        return "copy (select " + list() + " from " + sql() + ") to stdout (format binary)";
    }

    /** Takes rows in, identities too. */
    public String copyIn() {
        return "copy " + sql() + " (" + list() + ") from stdin (format binary)";
    }

    /**
     * Goes on after a value of the identity: only ever further, and outside of transactions.
     *
     * @param last the last one that was given out, or 0
     */
    public void goOnAfter(Statement statement, long last) throws SQLException {
        if (!identity.isEmpty() && last > 0) {
            statement.execute(
                    """
                    select setval(s, greatest(%d, coalesce(pg_sequence_last_value(s), 0)))
                    from (select pg_get_serial_sequence('%s', '%s')::regclass) as q(s)
                    """
                            .formatted(last, sql(), identity));
        }
    }

    /** The last value of the identity that was given out; 0 where there is none. */
    public long lastIdentity(Statement statement) throws SQLException {
        if (identity.isEmpty()) {
            return 0;
        }
        try (ResultSet rows =
                statement.executeQuery(
                        "select coalesce(pg_sequence_last_value(pg_get_serial_sequence('%s', '%s')), 0)"
                                .formatted(sql(), identity))) {
            return rows.next() ? rows.getLong(1) : 0;
        }
    }

    /** The columns, for statements. */
    public String list() {
        return columns.stream().map(LedgerTable::quoted).collect(Collectors.joining(", "));
    }

    /** A name as statements want it. */
    public static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }
}
