package dev.minion.coordinator.pool.core;

/**
 * The shortest latency first, from the assignment to the end as this coordinator sees it, times
 * what the worker has under way: a latency tells of the load of a moment ago. An attempt that
 * failed counts with the pause before its retry, or who fails at once would get everything.
 */
final class LatencyBased implements Strategy {

    @Override
    public double rank(Candidate candidate) {
        WorkerLoad load = candidate.load();
        double latency = Skill.WAY_MILLIS + candidate.skill.latencyMillis(candidate.usual);
        return latency * (1 + (double) load.busy() / load.concurrency());
    }
}
