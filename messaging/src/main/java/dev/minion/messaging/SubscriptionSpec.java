package dev.minion.messaging;

import java.util.Set;

/** What to receive, and how it is shared with others. */
public sealed interface SubscriptionSpec {

    /** Name of the subscription, for threads and logs. */
    String name();

    /** The topic. */
    String topic();

    /** Largest number of records in a batch. */
    int maxBatch();

    /**
     * Members of a group share the partitions; the group's position is kept, and starts at the
     * oldest record.
     */
    record Shared(String name, String topic, String group, int maxBatch)
            implements SubscriptionSpec {}

    /**
     * Every subscriber receives all records of the given partitions from the moment it is
     * positioned; no position is kept.
     *
     * @param partitions the partitions, or empty for all
     */
    record Broadcast(String name, String topic, Set<Integer> partitions, int maxBatch)
            implements SubscriptionSpec {

        public Broadcast {
            partitions = Set.copyOf(partitions);
        }
    }
}
