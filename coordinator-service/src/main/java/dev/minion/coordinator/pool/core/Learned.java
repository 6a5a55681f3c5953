package dev.minion.coordinator.pool.core;

/**
 * What was learned of a worker at one type. Counts and sums are faded: what happened long ago
 * counts less.
 *
 * @param attempts how many have ended
 * @param successes how many of them completed
 * @param runMillis how long those ran together
 * @param answers how many attempts of this coordinator have ended
 * @param latencyMillis how long after their assignments, together, the pauses after failures
 *     included
 */
public record Learned(
        String worker,
        String type,
        double attempts,
        double successes,
        double runMillis,
        double answers,
        double latencyMillis) {

    /** Faded to so much of it. */
    public Learned faded(double share) {
        return new Learned(
                worker,
                type,
                attempts * share,
                successes * share,
                runMillis * share,
                answers * share,
                latencyMillis * share);
    }
}
