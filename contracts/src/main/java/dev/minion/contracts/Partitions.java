package dev.minion.contracts;

import dev.minion.contracts.ledger.NewTask;
import java.util.UUID;

/**
 * Which partition a task belongs to, in every topic that is keyed by task, and in the ledger's
 * table.
 */
public final class Partitions {

    /** The number of task partitions unless {@code MINION_PARTITIONS} says otherwise. */
    public static final int DEFAULT_COUNT = 6;

    private Partitions() {}

    /** The partition of a new task. */
    public static int of(NewTask task, UUID id, int count) {
        return of(id, count);
    }

    /**
     * The partition of a task: its id's last 31 random bits (RFC 9562, UUIDv7) modulo the count.
     *
     * @param count the number of partitions, 1 or more
     * @return 0 to {@code count - 1}
     */
    public static int of(UUID taskId, int count) {
        return (int) (taskId.getLeastSignificantBits() & 0x7fff_ffffL) % count;
    }
}
