package dev.minion.benchmarks.figures;

import org.jspecify.annotations.Nullable;

/**
 * What the servers have written, or wrote meanwhile.
 *
 * @param wal of Postgres; null where it is not known
 * @param kafka on the brokers' disks, all replicas; null where it is not known
 */
public record Bytes(@Nullable Long wal, @Nullable Long kafka) {

    public static final Bytes UNKNOWN = new Bytes(null, null);

    /** What was written since. */
    public Bytes since(Bytes earlier) {
        return new Bytes(difference(wal, earlier.wal), difference(kafka, earlier.kafka));
    }

    /** Unknown where it has shrunk, as after the removal of old segments. */
    private static @Nullable Long difference(@Nullable Long now, @Nullable Long before) {
        return now == null || before == null || now < before ? null : (Long) (now - before);
    }
}
