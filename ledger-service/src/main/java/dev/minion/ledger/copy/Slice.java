package dev.minion.ledger.copy;

import java.util.Collection;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A part of a table that is copied, or compared, at once.
 *
 * @param where the condition that its rows meet
 * @param next where the next one begins; null where this is the last
 */
record Slice(KeyedTable table, String where, @Nullable String next) {

    /** Parts whose differences are found for themselves: of a few rows each. */
    private static final int PARTS = 2_048;

    /** Bits that do not choose the slice: see {@link Slices}. */
    private static final int SHIFT = 32;

    private static final String SUM = "count(*), coalesce(sum(%s), 0)::text";

    /** Counts its rows and adds their hashes up. */
    String sum() {
        return "select " + SUM.formatted(table.rowHash()) + from();
    }

    /** The same for each of its parts, whose number comes first. */
    String partSums() {
        return "select " + part() + ", " + SUM.formatted(table.rowHash()) + from() + " group by 1";
    }

    private String part() {
        return "((" + table.keyHash() + " >> " + SHIFT + ") & " + (PARTS - 1) + ")";
    }

    /** Only these parts of it, one at least. */
    Slice of(Collection<Integer> parts) {
        String numbers = parts.stream().map(String::valueOf).collect(Collectors.joining(", "));
        return new Slice(table, where + " and " + part() + " in (" + numbers + ")", next);
    }

    /** Sends its rows in PostgreSQL's binary format. */
    String copyOut() {
        return "copy (select " + table.table().list() + from() + ") to stdout (format binary)";
    }

    String delete() {
        return "delete" + from();
    }

    private String from() {
        return " from " + table.table().sql() + " where " + where;
    }
}
