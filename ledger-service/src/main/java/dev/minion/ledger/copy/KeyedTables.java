package dev.minion.ledger.copy;

import dev.minion.ledger.backup.LedgerTable;
import dev.minion.ledger.backup.LedgerTables;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Finds the tables that are copied, and their keys. */
final class KeyedTables {

    private static final String KEY =
            """
            select a.attname, format_type(a.atttypid, null)
            from pg_index i, unnest(i.indkey::int2[]) with ordinality k(attnum, position)
            join pg_attribute a on a.attnum = k.attnum
            where i.indrelid = ?::regclass and a.attrelid = i.indrelid and i.indisprimary
            order by k.position
            """;

    /** By the statistics, or by the size where there are none yet; of all ranges of a table. */
    private static final String ABOUT =
            """
            select sum(case when c.reltuples > 0 then c.reltuples::bigint
              else pg_relation_size(c.oid) / 250 end)::bigint
            from pg_class c cross join (select ?::regclass as oid) t
            where c.relkind = 'r' and (c.oid = t.oid
              or c.oid in (select i.inhrelid from pg_inherits i where i.inhparent = t.oid))
            """;

    private KeyedTables() {}

    static List<KeyedTable> of(Connection connection) throws SQLException {
        List<KeyedTable> keyed = new ArrayList<>();
        for (LedgerTable table : LedgerTables.of(connection)) {
            keyed.add(keyed(table, connection));
        }
        return List.copyOf(keyed);
    }

    private static KeyedTable keyed(LedgerTable table, Connection connection) throws SQLException {
        List<String> key = new ArrayList<>();
        String firstType = "";
        try (PreparedStatement question = connection.prepareStatement(KEY);
                ResultSet rows = answer(question, table)) {
            while (rows.next()) {
                firstType = key.isEmpty() ? rows.getString(2) : firstType;
                key.add(rows.getString(1));
            }
        }
        try (PreparedStatement question = connection.prepareStatement(ABOUT);
                ResultSet rows = answer(question, table)) {
            rows.next();
            return new KeyedTable(table, List.copyOf(key), firstType, rows.getLong(1));
        }
    }

    private static ResultSet answer(PreparedStatement question, LedgerTable table)
            throws SQLException {
        question.setString(1, table.sql());
        return question.executeQuery();
    }
}
