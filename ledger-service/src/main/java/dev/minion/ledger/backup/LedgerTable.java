package dev.minion.ledger.backup;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A table of the schema {@code ledger}.
 *
 * @param columns in their order, without those that are computed from others
 * @param identity the column that a sequence fills, or an empty text
 */
record LedgerTable(String name, List<String> columns, String identity) {

    /** Qualified, for statements. */
    String sql() {
        return "ledger." + quoted(name);
    }

    /** Sends all rows, as PostgreSQL's binary format has them; of a table in ranges as well. */
    String copyOut() {
        return "copy (select " + list() + " from " + sql() + ") to stdout (format binary)";
    }

    /** Takes rows in, identities too. */
    String copyIn() {
        return "copy " + sql() + " (" + list() + ") from stdin (format binary)";
    }

    private String list() {
        return columns.stream().map(LedgerTable::quoted).collect(Collectors.joining(", "));
    }

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }
}
