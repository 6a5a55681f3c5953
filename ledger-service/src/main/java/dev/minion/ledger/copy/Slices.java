package dev.minion.ledger.copy;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Cuts tables into slices, as the source has their keys. A place in a table is a text: the last key
 * of a slice, or the number of the next slice and how many there are.
 */
final class Slices {

    /** Each of the slices by hash reads the whole table. */
    private static final long ROWS_BY_HASH = 200_000;

    private final Statement source;
    private final int rows;

    /**
     * Over a connection to the source.
     *
     * @param rows how many a slice by ranges has; where rows share the first column, some more
     */
    Slices(Statement source, int rows) {
        this.source = source;
        this.rows = rows;
    }

    /**
     * The slice that begins at a place.
     *
     * @param place null for the beginning of the table
     */
    Slice at(KeyedTable table, @Nullable String place) throws SQLException {
        if (table.key().isEmpty()) {
            return new Slice(table, "true", null);
        }
        return table.ordered() ? range(table, place) : residue(table, place);
    }

    private Slice range(KeyedTable table, @Nullable String after) throws SQLException {
        String from = after == null ? "true" : table.first() + " > " + literal(table, after);
        Optional<String> end = end(table, from);
        String where =
                end.map(key -> from + " and " + table.first() + " <= " + literal(table, key))
                        .orElse(from);
        return new Slice(table, where, end.orElse(null));
    }

    private static String literal(KeyedTable table, String key) {
        return "'" + key + "'::" + table.keyType();
    }

    /** Empty where fewer rows are left: then the slice has no end, and so has what is behind it. */
    private Optional<String> end(KeyedTable table, String from) throws SQLException {
        String question =
                "select %1$s::text from %2$s where %3$s order by %1$s offset %4$d limit 1"
                        .formatted(table.first(), table.table().sql(), from, rows - 1);
        try (ResultSet found = source.executeQuery(question)) {
            return found.next() ? Optional.of(found.getString(1)) : Optional.empty();
        }
    }

    private static Slice residue(KeyedTable table, @Nullable String place) {
        String[] numbers = (place == null ? "0/" + slices(table) : place).split("/", 2);
        long number = Long.parseLong(numbers[0]);
        long all = Long.parseLong(numbers[1]);
        String where =
                all == 1 ? "true" : "(" + table.keyHash() + " & " + (all - 1) + ") = " + number;
        return new Slice(table, where, number + 1 == all ? null : (number + 1) + "/" + all);
    }

    /** A power of two. */
    private static long slices(KeyedTable table) {
        return Long.highestOneBit(Math.max(1, table.about() / ROWS_BY_HASH));
    }
}
