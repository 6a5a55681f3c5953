package dev.minion.coordinator.pool.core;

/** The smallest share of capacity in use first; among equals the one that has waited longest. */
final class LeastLoaded implements Strategy {

    private final RoundRobin amongEquals = new RoundRobin();

    @Override
    public int compare(WorkerLoad a, WorkerLoad b) {
        // a.busy / a.capacity against b.busy / b.capacity, without dividing.
        int byShare = Long.compare((long) a.busy() * b.capacity(), (long) b.busy() * a.capacity());
        return byShare != 0 ? byShare : amongEquals.compare(a, b);
    }
}
