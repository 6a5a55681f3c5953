package dev.minion.coordinator.pool.core;

/**
 * Which of the workers that could take a task is preferred: the one with the lowest rank; among
 * equals the one that has waited longest. A rank rather than a choice, so that the tasks of one
 * type that are assigned together share one look at all workers ({@link Ranking}).
 */
interface Strategy {

    /**
     * What speaks against giving the worker the next task of the type. Asked when the workers are
     * looked at, and again after one got a task: meanwhile it may rise and never falls. A finite
     * number.
     */
    double rank(Candidate candidate);

    /** The candidate got a task. */
    default void chosen(Candidate candidate) {}

    /** False where it never looks at what was learned, which then need not be looked up. */
    default boolean learns() {
        return true;
    }
}
