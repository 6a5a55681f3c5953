package dev.minion.ledger.copy;

import java.math.BigInteger;

/**
 * What rows come to, in whatever order they are read.
 *
 * @param hash their hashes, added up
 */
record Sum(long rows, BigInteger hash) {

    static final Sum NOTHING = new Sum(0, BigInteger.ZERO);

    Sum plus(Sum other) {
        return new Sum(rows + other.rows, hash.add(other.hash));
    }

    /** For people: 16 hexadecimal digits. */
    String checksum() {
        return "%016x".formatted(hash.longValue());
    }
}
