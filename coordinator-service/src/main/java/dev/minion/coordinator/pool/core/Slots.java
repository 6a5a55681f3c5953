package dev.minion.coordinator.pool.core;

import java.util.BitSet;

/** The division of a worker's slots between coordinators. The package's essay tells the rule. */
final class Slots {

    private Slots() {}

    /** How many slots of a worker belong to the owned partitions. */
    static int own(String workerId, int capacity, BitSet owned, int partitions) {
        int start = Math.floorMod(workerId.hashCode(), partitions);
        int whole = capacity / partitions;
        int rest = capacity % partitions;
        int own = 0;
        for (int i = 0; i < partitions; i++) {
            if (owned.get((start + i) % partitions)) {
                own += whole + (i < rest ? 1 : 0);
            }
        }
        return own;
    }

    /**
     * How many slots of others may be borrowed.
     *
     * @param others slots that are not ours
     * @param foreign how many attempts of others the last heartbeat named
     * @param foreignBefore the same of the heartbeat before it
     */
    static int borrowed(int others, int foreign, int foreignBefore) {
        int idle = others - Math.max(foreign, foreignBefore);
        return idle <= 0 ? 0 : Math.max(1, idle / 2);
    }
}
