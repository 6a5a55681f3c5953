package dev.minion.coordinator.pool.core;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** How long the workers have been silent, and what follows from it. */
final class Leases {

    private static final long NANOS_PER_MILLI = 1_000_000;

    private final FleetPolicy policy;
    private final Collection<Worker> workers;

    /**
     * None known yet.
     *
     * @param workers all that are listed, as they come and go
     */
    Leases(FleetPolicy policy, Collection<Worker> workers) {
        this.policy = policy;
        this.workers = workers;
    }

    /** All begin anew: it was us who could not hear. */
    void renew(long now) {
        for (Worker worker : workers) {
            if (worker.state.alive()) {
                worker.heardAt = now;
            }
        }
    }

    /** Whether each worker that may run something was heard at that moment or later. */
    boolean haveAllSpoken(long since) {
        for (Worker worker : workers) {
            if (worker.state.alive() && !(worker.heard && worker.spokeAt >= since)) {
                return false;
            }
        }
        return true;
    }

    /** The living whose lease has ended. */
    List<Worker> ended(long now) {
        List<Worker> ended = new ArrayList<>(0);
        for (Worker worker : workers) {
            if (worker.state.alive() && now - worker.heardAt > policy.leaseNanos()) {
                ended.add(worker);
            }
        }
        return ended;
    }

    /** The healthy that should have been heard by now. */
    List<Worker> overdue(long now) {
        List<Worker> overdue = new ArrayList<>(0);
        for (Worker worker : workers) {
            if (worker.state == WorkerState.HEALTHY && now - worker.heardAt > patience(worker)) {
                overdue.add(worker);
            }
        }
        return overdue;
    }

    /** Two intervals, and half of one for the way; never more than the lease. */
    private long patience(Worker worker) {
        long interval = worker.facts.getIntervalMs() * NANOS_PER_MILLI;
        return interval <= 0
                ? policy.leaseNanos()
                : Math.min(policy.leaseNanos(), interval * 5 / 2);
    }

    /** Those that are gone for long, or that are too many, and hold nothing. */
    List<Worker> forgettable(long now) {
        int gone = 0;
        for (Worker worker : workers) {
            gone += worker.state.alive() ? 0 : 1;
        }
        int surplus = gone - policy.listedWorkers();
        List<Worker> leaving = new ArrayList<>(0);
        for (Worker worker : workers) {
            boolean old = now - worker.heardAt > policy.listedNanos();
            if (!worker.state.alive() && worker.held() == 0 && (old || surplus > 0)) {
                leaving.add(worker);
                surplus--;
            }
        }
        return leaving;
    }
}
