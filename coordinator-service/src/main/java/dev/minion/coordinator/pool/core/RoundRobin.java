package dev.minion.coordinator.pool.core;

/** One after the other: first the worker whose last assignment is longest ago. */
final class RoundRobin implements Strategy {

    @Override
    public int compare(WorkerLoad a, WorkerLoad b) {
        int byTurn = Long.compare(a.lastTurn(), b.lastTurn());
        return byTurn != 0 ? byTurn : a.id().compareTo(b.id());
    }
}
