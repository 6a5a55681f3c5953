package dev.minion.coordinator.task;

import dev.minion.contracts.tasks.Task;
import java.util.Optional;
import java.util.UUID;

/** Someone who wants to know when a task changes. */
abstract class Watch {

    private final String namespace;
    private final UUID id;
    private final boolean onlyTerminal;

    /**
     * A watch on one task.
     *
     * @param onlyTerminal whether other changes do not matter
     */
    Watch(String namespace, UUID id, boolean onlyTerminal) {
        this.namespace = namespace;
        this.id = id;
        this.onlyTerminal = onlyTerminal;
    }

    final String namespace() {
        return namespace;
    }

    final UUID id() {
        return id;
    }

    final boolean onlyTerminal() {
        return onlyTerminal;
    }

    /** The task was read: so it is now, or it is gone. Called in any order, on any thread. */
    abstract void seen(Optional<Task> task);

    /** It could not be read. */
    abstract void failed(Throwable e);
}
