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

    /**
     * The partition of a new task. Those with a key share that of their queue: one coordinator sees
     * all of them, and so the order and the limits of the key.
     */
    public static int of(NewTask task, UUID id, int count) {
        return task.getDemands().getFlow().getKey().isEmpty()
                ? of(id, count)
                : Queues.of(task) % count;
    }

    /**
     * The partition of a task without a key: its id's last 31 random bits (RFC 9562, UUIDv7) modulo
     * the count.
     *
     * @param count the number of partitions, 1 or more
     * @return 0 to {@code count - 1}
     */
    public static int of(UUID taskId, int count) {
        return (int) (taskId.getLeastSignificantBits() & 0x7fff_ffffL) % count;
    }
}
