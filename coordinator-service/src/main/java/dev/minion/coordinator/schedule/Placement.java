package dev.minion.coordinator.schedule;

import dev.minion.contracts.tasks.Routing;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Where the scheduler of this coordinator has a task. Safe for many threads; never blocks. */
public interface Placement {

    /**
     * The place of a task, or empty where this coordinator does not hold it. Counts those that go
     * first: for one task, not for each of many.
     */
    Optional<Place> where(UUID taskId);

    /** The place of a task that was sent to a worker; empty for any other. */
    Optional<Place> assigned(UUID taskId);

    /**
     * True where the scheduler holds the task of this namespace, so that its end has not been told
     * here yet. Cheaper than {@link #where}.
     */
    boolean holds(String namespace, UUID taskId);

    /** What the living workers can do for a type of task. */
    Capability capability(String type);

    /** What the living workers can do for tasks of a type that ask for this. */
    RoutingFit fit(String type, Routing routing);

    /** What the scheduler does with a task. */
    enum State {
        /** It waits in the window of its partition. */
        WINDOW,
        /** It was sent to a worker. */
        ASSIGNED
    }

    /**
     * A task's place.
     *
     * @param workerId the worker it was sent to, or null while it waits
     * @param attempt the attempt of its fence
     * @param ahead how many tasks of its window go first
     */
    record Place(State state, @Nullable String workerId, int attempt, long ahead) {}

    /**
     * Who could run a type.
     *
     * @param workers living workers that have the capability
     * @param freeSlots how many more attempts they could take now
     * @param heldBack how many of them have slots free and are kept from it by their breakers
     */
    record Capability(int workers, int freeSlots, int heldBack) {

        /** No breaker is open. */
        public Capability(int workers, int freeSlots) {
            this(workers, freeSlots, 0);
        }
    }
}
