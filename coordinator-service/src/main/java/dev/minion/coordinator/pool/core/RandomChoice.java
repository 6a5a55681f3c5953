package dev.minion.coordinator.pool.core;

import java.util.random.RandomGenerator;

/**
 * Any worker with a free slot, each as likely as the other. A lot is the moment at which a clock
 * without memory rings; the worker whose clock rings first gets the task and winds it anew. So one
 * drawing serves as many tasks as there are, and each choice is independent of the last.
 */
final class RandomChoice implements Strategy {

    private final RandomGenerator random;

    RandomChoice(RandomGenerator random) {
        this.random = random;
    }

    @Override
    public double rank(Candidate candidate) {
        if (Double.isNaN(candidate.lot)) {
            candidate.lot = random.nextExponential();
        }
        return candidate.lot;
    }

    @Override
    public void chosen(Candidate candidate) {
        candidate.lot += random.nextExponential();
    }

    @Override
    public boolean learns() {
        return false;
    }
}
