package dev.minion.ledger.cache;

import dev.minion.contracts.tasks.Task;
import java.time.Duration;
import java.util.Collection;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Whole tasks at hand. For many threads. */
public interface TaskCache {

    /** How long a task is kept; zero where none is. */
    Duration keeps();

    /**
     * A task that is at hand, or null.
     *
     * @param notOlderThan the version that it must have at least
     */
    @Nullable Task find(String namespace, UUID id, long notOlderThan);

    /** To be called before tasks are read, or while they are locked. */
    Reading reading(Collection<UUID> ids);

    /** Keeps what was read, unless the tasks have changed since that reading began. */
    void put(Reading reading, Collection<Task> tasks);

    /**
     * A task has changed.
     *
     * @param version that it has now: what is older is forgotten
     */
    void changed(UUID id, long version);

    /** Changes are heard from now on, and were not a moment ago. */
    void hear();
}
