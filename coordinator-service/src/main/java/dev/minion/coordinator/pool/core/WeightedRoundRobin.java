package dev.minion.coordinator.pool.core;

/**
 * In turns, as often as the worker's weight says: how many tasks it can be expected to complete in
 * a second, times the weight that people gave it.
 *
 * <p>Stride scheduling (Waldspurger and Weihl, 1995): a worker's next turn is one stride after its
 * last, and a stride is the reverse of its weight. Who could not take its turns has lost them: it
 * goes on from the latest turn that was taken, or it would get all tasks until it has caught up.
 */
final class WeightedRoundRobin implements Strategy {

    @Override
    public double rank(Candidate candidate) {
        return Math.max(candidate.skill.turn, candidate.usual.turn);
    }

    @Override
    public void chosen(Candidate candidate) {
        double turn = rank(candidate);
        candidate.usual.turn = turn;
        candidate.skill.turn = turn + 1 / weight(candidate);
    }

    private static double weight(Candidate candidate) {
        double run = Skill.WAY_MILLIS + candidate.skill.runMillis(candidate.usual);
        double success = candidate.skill.successRate();
        double once = run / success + (1 / success - 1) * Skill.RETRY_MILLIS;
        return candidate.load().weight() * candidate.load().concurrency() / once;
    }
}
