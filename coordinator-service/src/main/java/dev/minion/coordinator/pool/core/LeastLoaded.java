package dev.minion.coordinator.pool.core;

/** The smallest share of its slots in use first. */
final class LeastLoaded implements Strategy {

    @Override
    public double rank(Candidate candidate) {
        // Equal shares give equal quotients: division rounds correctly.
        return (double) candidate.load().busy() / candidate.load().capacity();
    }

    @Override
    public boolean learns() {
        return false;
    }
}
