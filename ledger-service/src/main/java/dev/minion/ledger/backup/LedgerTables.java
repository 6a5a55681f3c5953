package dev.minion.ledger.backup;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds the tables that a backup or a copy has, in an order in which they can be filled. */
public final class LedgerTables {

    private static final String COLUMNS =
            """
            select t.relname, c.attname, c.attidentity <> ''
            from pg_class t
            join pg_attribute c on c.attrelid = t.oid and c.attnum > 0 and not c.attisdropped
              and c.attgenerated = ''
            where t.relnamespace = 'ledger'::regnamespace and t.relkind in ('r', 'p')
              and not t.relispartition
              and t.relname not in ('databasechangelog', 'databasechangeloglock',
                'migration_history', 'purges', 'purge_counts')
            order by t.relname, c.attnum
            """;

    private static final String REFERENCES =
            """
            select f.relname, t.relname from pg_constraint k
            join pg_class f on f.oid = k.conrelid join pg_class t on t.oid = k.confrelid
            where k.contype = 'f' and k.connamespace = 'ledger'::regnamespace and f.oid <> t.oid
            """;

    private LedgerTables() {}

    /** All of them; a table comes after those that its rows refer to. */
    public static List<LedgerTable> of(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return ordered(tables(statement).values(), references(statement));
        }
    }

    private static Map<String, LedgerTable> tables(Statement statement) throws SQLException {
        Map<String, LedgerTable> tables = new LinkedHashMap<>();
        try (ResultSet rows = statement.executeQuery(COLUMNS)) {
            while (rows.next()) {
                String column = rows.getString(2);
                LedgerTable more =
                        new LedgerTable(
                                rows.getString(1),
                                List.of(column),
                                rows.getBoolean(3) ? column : "");
                tables.merge(more.name(), more, LedgerTables::joined);
            }
        }
        return tables;
    }

    private static LedgerTable joined(LedgerTable table, LedgerTable more) {
        List<String> columns = new ArrayList<>(table.columns());
        columns.addAll(more.columns());
        return new LedgerTable(
                table.name(), List.copyOf(columns), table.identity() + more.identity());
    }

    private static Map<String, Set<String>> references(Statement statement) throws SQLException {
        Map<String, Set<String>> references = new HashMap<>();
        try (ResultSet rows = statement.executeQuery(REFERENCES)) {
            while (rows.next()) {
                references
                        .computeIfAbsent(rows.getString(1), from -> new HashSet<>())
                        .add(rows.getString(2));
            }
        }
        return references;
    }

    private static List<LedgerTable> ordered(
            Collection<LedgerTable> tables, Map<String, Set<String>> references) {
        List<LedgerTable> rest = new ArrayList<>(tables);
        List<LedgerTable> ordered = new ArrayList<>();
        while (!rest.isEmpty()) {
            Set<String> missing = new HashSet<>();
            rest.forEach(table -> missing.add(table.name()));
            List<LedgerTable> next =
                    rest.stream()
                            .filter(
                                    table ->
                                            references.getOrDefault(table.name(), Set.of()).stream()
                                                    .noneMatch(missing::contains))
                            .toList();
            if (next.isEmpty()) {
                throw new IllegalStateException("tables refer to each other in a circle");
            }
            ordered.addAll(next);
            rest.removeAll(next);
        }
        return ordered;
    }
}
