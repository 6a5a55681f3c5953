package dev.minion.coordinator.schedule.core;

import dev.minion.coordinator.pool.core.Fleet;
import dev.minion.coordinator.pool.core.Worker;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The attempts under way, and the one place where a worker's slots are taken and given back: an
 * attempt in the map with a worker holds exactly its slots of it; and one with a queue counts as
 * running there.
 */
final class InFlight {

    private final Fleet fleet;
    private final FlowControl flows;

    /** Concurrent because people ask for a task's place from other threads. */
    private final Map<UUID, Attempt> attempts = new ConcurrentHashMap<>();

    InFlight(Fleet fleet, FlowControl flows) {
        this.fleet = fleet;
        this.flows = flows;
    }

    int size() {
        return attempts.size();
    }

    @Nullable Attempt get(UUID id) {
        return attempts.get(id);
    }

    Iterable<Attempt> all() {
        return attempts.values();
    }

    /** The scheduler gave it to the worker. */
    void assign(Attempt attempt, Worker worker) {
        attempt.worker = worker;
        put(attempt);
        fleet.take(worker, attempt.slots);
    }

    /** The worker, or the ledger, says that it is there. */
    void adopt(Attempt attempt, Worker worker) {
        attempt.worker = worker;
        put(attempt);
        fleet.adopt(worker, attempt.slots);
    }

    /** Another worker than thought has it. */
    void move(Attempt attempt, Worker to) {
        leaveWorker(attempt, false);
        attempt.worker = to;
        fleet.adopt(to, attempt.slots);
    }

    /** It holds no slot any more, and stays in the map. */
    void leaveWorker(Attempt attempt, boolean stray) {
        Worker worker = attempt.worker;
        if (worker != null) {
            attempt.worker = null;
            fleet.free(worker, attempt.slots, stray);
        }
    }

    /**
     * It is over.
     *
     * @param stray true where the worker may still be running it
     */
    void remove(Attempt attempt, boolean stray) {
        take(attempt);
        leaveWorker(attempt, stray);
    }

    /** Its partition belongs to another coordinator. */
    void handOver(Attempt attempt) {
        take(attempt);
        Worker worker = attempt.worker;
        if (worker != null) {
            attempt.worker = null;
            fleet.handOver(worker, attempt.slots);
        }
    }

    private void put(Attempt attempt) {
        attempts.put(attempt.id, attempt);
        FairQueue queue = attempt.queue;
        if (queue != null) {
            flows.began(queue);
        }
    }

    private void take(Attempt attempt) {
        FairQueue queue = attempt.queue;
        if (attempts.remove(attempt.id, attempt) && queue != null) {
            flows.ended(queue);
        }
    }

    /** It turns out to which queue it belongs. */
    void attribute(Attempt attempt, FairQueue queue) {
        if (attempt.queue == null) {
            attempt.queue = queue;
            flows.began(queue);
        }
    }
}
