package dev.minion.coordinator.pool.core;

/** One after the other: first the worker whose last assignment is longest ago. */
final class RoundRobin implements Strategy {

    @Override
    public double rank(Candidate candidate) {
        return candidate.load().lastTurn();
    }

    @Override
    public boolean learns() {
        return false;
    }
}
