package dev.minion.ledger.copy;

import dev.minion.ledger.backup.LedgerTable;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A table and how its rows are told apart.
 *
 * @param key the columns of the primary key; none where there is no such key
 * @param keyType the first one's type
 * @param about how many rows there seem to be
 */
record KeyedTable(LedgerTable table, List<String> key, String keyType, long about) {

    private static final List<String> ORDERED = List.of("uuid", "smallint", "integer", "bigint");

    /** It makes the target a ledger that has an epoch: so it is copied last. */
    private static final String EPOCH = "epoch";

    String name() {
        return table.name();
    }

    /** Whether all databases have its keys in the same order. */
    boolean ordered() {
        return ORDERED.contains(keyType);
    }

    /** Whether it is copied when nothing changes any more: as a whole, or because it must be. */
    boolean last() {
        return key.isEmpty() || name().equals(EPOCH);
    }

    /** The first column of the key. */
    String first() {
        return LedgerTable.quoted(key.getFirst());
    }

    /** A number of 64 bits that only depends on the key. */
    String keyHash() {
        return hash(key.stream().map(LedgerTable::quoted).collect(Collectors.joining(", ")));
    }

    /** A number of 64 bits that depends on the whole row. */
    String rowHash() {
        return hash(table.list());
    }

    /** Postgres' own, by which it finds rows in partitions: it is the same in each database. */
    private static String hash(String columns) {
        return "hash_record_extended(row(" + columns + "), 0)";
    }
}
