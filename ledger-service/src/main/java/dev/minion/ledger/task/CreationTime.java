package dev.minion.ledger.task;

import dev.minion.contracts.Ids;
import java.util.UUID;

/**
 * A task is as old as its id says: the millisecond in a UUIDv7. So the primary key serves lists by
 * creation time, and a repeated call gets the same time again.
 */
public final class CreationTime {

    private CreationTime() {}

    /** Microseconds since 1970. */
    public static long us(UUID id) {
        return Ids.millisOf(id) * 1_000;
    }

    /** The least id of its millisecond. */
    public static UUID floor(long millis) {
        return new UUID(millis << 16, 0);
    }
}
