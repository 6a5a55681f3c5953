package dev.minion.contracts;

import java.util.List;

/**
 * The topics, their partition counts and their retention: the one place where a topic has a name.
 */
public final class Topics {

    /** Wake-up calls for runnable tasks; partition {@link Partitions#of}. */
    public static final String READY = "tasks.ready";

    /** Commands to workers; a worker reads the one partition that its heartbeats name. */
    public static final String ASSIGNED = "tasks.assigned";

    /** What workers report of their attempts; partition {@link Partitions#of}. */
    public static final String EVENTS = "tasks.events";

    /** Changes the ledger accepted; partition {@link Partitions#of}. */
    public static final String OUTCOMES = "tasks.outcomes";

    /** What each worker is and runs. */
    public static final String HEARTBEATS = "workers.heartbeats";

    /** Wake-up calls for those who wait at an agent's inbox. */
    public static final String MESSAGES = "agent.messages";

    /** Changes that only caches of ledgers must know. */
    public static final String LEDGER_CHANGES = "ledger.changes";

    /** Records that could not be processed, with the reason. */
    public static final String DEAD_LETTERS = "dead.letters";

    private Topics() {}

    /**
     * A topic as it is to be created.
     *
     * @param partitions how many
     * @param retentionMillis how long a record is kept, in milliseconds
     */
    public record Spec(String name, int partitions, long retentionMillis) {}

    /** All topics, for a suite with the given number of task partitions. */
    public static List<Spec> all(int taskPartitions) {
        long hour = 3_600_000L;
        return List.of(
                new Spec(READY, taskPartitions, 6 * hour),
                new Spec(ASSIGNED, taskPartitions, 6 * hour),
                new Spec(EVENTS, taskPartitions, 72 * hour),
                new Spec(OUTCOMES, taskPartitions, 6 * hour),
                new Spec(HEARTBEATS, 1, hour),
                new Spec(MESSAGES, 1, hour),
                new Spec(LEDGER_CHANGES, 1, hour),
                new Spec(DEAD_LETTERS, 1, 14 * 24 * hour));
    }
}
