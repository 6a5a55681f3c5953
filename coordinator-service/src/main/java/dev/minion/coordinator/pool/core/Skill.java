package dev.minion.coordinator.pool.core;

/**
 * What is known of a worker at one type, or of all workers at it: sums over its last attempts, of
 * which older ones count less. Where little is known, the worker is taken for a good one: so it is
 * tried, and soon known. Knowledge fades with time, so one that was bad is tried again.
 */
final class Skill {

    /** As many attempts speak for a worker before it has made any. */
    private static final double TRUST = 2;

    /** What is not known is taken for so much of what is usual. */
    private static final double OPTIMISM = 0.5;

    /** Less than this is nothing. */
    private static final double FORGOTTEN = 0.01;

    /** What each attempt takes beside its run; also keeps a run of no measurable length from 0. */
    static final double WAY_MILLIS = 1;

    /** What a failed attempt costs beside its own time: the usual pause before its retry. */
    static final double RETRY_MILLIS = 1_000;

    /** For those who do not look. */
    static final Skill UNKNOWN = new Skill(1);

    private final int window;
    private double attempts;
    private double successes;
    private double runMillis;
    private double answers;
    private double latencyMillis;

    /** When its turn is, for a strategy that takes turns. */
    double turn;

    /**
     * Nothing known.
     *
     * @param window how many attempts count at most
     */
    Skill(int window) {
        this.window = window;
    }

    /** An attempt has ended; the run counts where it succeeded, for a failure may be quick. */
    void ended(boolean success, double millis) {
        if (attempts >= window) {
            fadeOutcomes(1 - 1.0 / window);
        }
        attempts++;
        if (success) {
            successes++;
            runMillis += millis;
        }
    }

    /** An attempt of this coordinator has ended so long after it was assigned. */
    void answered(boolean success, double millis) {
        if (answers >= window) {
            fadeAnswers(1 - 1.0 / window);
        }
        answers++;
        latencyMillis += success ? millis : millis + RETRY_MILLIS;
    }

    /** Which part of the attempts succeeds, above 0 and at most 1. */
    double successRate() {
        return (successes + TRUST) / (attempts + TRUST);
    }

    /** How long a run is expected to take. */
    double runMillis(Skill usual) {
        return expected(runMillis, successes, usual.runMillis, usual.successes);
    }

    /** How long after its assignment an attempt is expected to end. */
    double latencyMillis(Skill usual) {
        return expected(latencyMillis, answers, usual.latencyMillis, usual.answers);
    }

    private static double expected(double sum, double count, double usualSum, double usualCount) {
        double usual = usualCount < FORGOTTEN ? 0 : usualSum / usualCount;
        return (sum + TRUST * OPTIMISM * usual) / (count + TRUST);
    }

    /** Older knowledge counts for so much less; true where nothing is left of it. */
    boolean fade(double share) {
        fadeOutcomes(share);
        fadeAnswers(share);
        return isUnknown();
    }

    private void fadeOutcomes(double share) {
        attempts *= share;
        successes *= share;
        runMillis *= share;
    }

    private void fadeAnswers(double share) {
        answers *= share;
        latencyMillis *= share;
    }

    double attempts() {
        return attempts;
    }

    /** How many successes are remembered. */
    int knownSuccesses() {
        return (int) successes;
    }

    /** For people and for the store. */
    Learned learned(String worker, String type) {
        return new Learned(worker, type, attempts, successes, runMillis, answers, latencyMillis);
    }

    /** True where nothing was learned, or nothing is left of it. */
    boolean isUnknown() {
        return attempts < FORGOTTEN && answers < FORGOTTEN;
    }

    /** What was learned before. */
    void add(Learned learned) {
        attempts += learned.attempts();
        successes += learned.successes();
        runMillis += learned.runMillis();
        answers += learned.answers();
        latencyMillis += learned.latencyMillis();
    }
}
