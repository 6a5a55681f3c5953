package dev.minion.contracts;

import dev.minion.contracts.ledger.NewTask;
import dev.minion.contracts.tasks.Task;

/**
 * The number of a queue: the tasks of one namespace and key. It stands with each task, and the
 * ledger finds the ready tasks of a queue by it. Two queues may have the same number; then they are
 * read together.
 */
public final class Queues {

    /** The namespace of those who name none. */
    public static final String DEFAULT_NAMESPACE = "default";

    /** The number of the tasks of the default namespace that have no key. */
    public static final int ORDINARY = 0;

    private Queues() {}

    /** The number of the queue that the task goes to. */
    public static int of(NewTask task) {
        return of(task.getNamespace(), "");
    }

    /** The number of the task's queue. */
    public static int of(Task task) {
        return of(task.getNamespace(), "");
    }

    /**
     * The number of a queue; the same on every machine and for ever, for it is stored.
     *
     * @param key empty where the tasks have none
     * @return {@link #ORDINARY}, or 1 to {@link Integer#MAX_VALUE}
     */
    public static int of(String namespace, String key) {
        if (key.isEmpty() && namespace.equals(DEFAULT_NAMESPACE)) {
            return ORDINARY;
        }
        // String.hashCode is specified; the last step of MurmurHash3 spreads what it leaves close.
        int hash = 31 * namespace.hashCode() + key.hashCode();
        hash = (hash ^ (hash >>> 16)) * 0x85ebca6b;
        hash = (hash ^ (hash >>> 13)) * 0xc2b2ae35;
        return Math.max(1, (hash ^ (hash >>> 16)) & Integer.MAX_VALUE);
    }
}
