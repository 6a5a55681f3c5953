package dev.minion.ledger.index;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the database tells of indexes for lists. Blocks. */
final class IndexCatalog {

    private static final String INSTALLED =
            """
            select c.relname, i.indisvalid,
              coalesce(obj_description(c.oid, 'pg_class') = '%s', false) as leaving,
              (select count(*) from pg_inherits h where h.inhparent = c.oid) as parts,
              (select count(*) from pg_inherits h where h.inhparent = i.indrelid) as ranges,
              (select coalesce(sum(pg_relation_size(h.inhrelid)), 0)::bigint from pg_inherits h
                where h.inhparent = c.oid) as bytes
            from pg_index i join pg_class c on c.oid = i.indexrelid
            where i.indrelid = 'ledger.tasks'::regclass
            order by c.relname
            """
                    .formatted(ValidIndexes.LEAVING);

    /** The largest first: a stop early on shows that there is no room. */
    private static final String RANGES =
            """
            select substr(c.relname, length('tasks_') + 1) from pg_inherits h
            join pg_class c on c.oid = h.inhrelid
            where h.inhparent = 'ledger.tasks'::regclass
            order by pg_relation_size(c.oid) desc, c.relname
            """;

    /** The part of an index that lies over a range: its name, and whether it is whole. */
    private static final String PART =
            """
            select c.relname, i.indisvalid, exists (select from pg_inherits h where h.inhrelid = c.oid)
            from pg_index i join pg_class c on c.oid = i.indexrelid
            where i.indrelid = to_regclass(?) and (c.relname = ? or exists (
              select from pg_inherits h join pg_class p on p.oid = h.inhparent
              where h.inhrelid = c.oid and p.relname = ?))
            """;

    /**
     * A part of an index.
     *
     * @param attached to the index over all ranges
     */
    record Part(String name, boolean valid, boolean attached) {}

    private final Connection connection;

    IndexCatalog(Connection connection) {
        this.connection = connection;
    }

    /** Those that are there, and those that could be. */
    List<InstalledIndex> all() throws SQLException {
        List<InstalledIndex> all = installed();
        for (ListIndex index : ListIndex.common()) {
            if (all.stream().noneMatch(there -> there.index().equals(index))) {
                all.add(InstalledIndex.none(index));
            }
        }
        return all;
    }

    InstalledIndex of(ListIndex index) throws SQLException {
        return installed().stream()
                .filter(there -> there.index().equals(index))
                .findFirst()
                .orElseGet(() -> InstalledIndex.none(index));
    }

    private List<InstalledIndex> installed() throws SQLException {
        List<InstalledIndex> found = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(INSTALLED);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                Optional<ListIndex> index = ListIndex.named(rows.getString(1));
                if (index.isPresent()) {
                    found.add(
                            new InstalledIndex(
                                    index.get(),
                                    rows.getBoolean(2),
                                    rows.getBoolean(3),
                                    rows.getInt(4),
                                    rows.getInt(5),
                                    rows.getLong(6)));
                }
            }
        }
        return found;
    }

    List<String> ranges() throws SQLException {
        List<String> ranges = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(RANGES);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                ranges.add(rows.getString(1));
            }
        }
        return ranges;
    }

    /** The part over a range, if there is one. */
    Optional<Part> part(ListIndex index, String range) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(PART)) {
            statement.setString(1, "ledger.tasks_" + range);
            statement.setString(2, index.nameOver(range));
            statement.setString(3, index.name());
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next()
                        ? Optional.of(
                                new Part(rows.getString(1), rows.getBoolean(2), rows.getBoolean(3)))
                        : Optional.empty();
            }
        }
    }
}
