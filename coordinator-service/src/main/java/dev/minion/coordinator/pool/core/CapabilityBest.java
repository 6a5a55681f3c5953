package dev.minion.coordinator.pool.core;

/**
 * The worker that will soonest have the task done. A try takes its run, longer where the worker has
 * much to do, after what waits there before it; one that fails is followed by a pause and another
 * try.
 */
final class CapabilityBest implements Strategy {

    /** How much longer a run takes on a worker that is full, as a share: what it has is shared. */
    private static final double CROWDING = 0.25;

    @Override
    public double rank(Candidate candidate) {
        Skill skill = candidate.skill;
        double run = Skill.WAY_MILLIS + skill.runMillis(candidate.usual);
        double success = skill.successRate();
        double tries = 1 / success;
        return tries * duration(run, candidate.load()) + (tries - 1) * Skill.RETRY_MILLIS;
    }

    private static double duration(double run, WorkerLoad load) {
        double share = (double) load.busy() / load.concurrency();
        double ahead = Math.max(0, load.busy() + 1.0 - load.concurrency()) / load.concurrency();
        return run * (1 + CROWDING * share + ahead);
    }
}
