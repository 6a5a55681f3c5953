package dev.minion.coordinator.pool.core;

/** What a strategy may look at when it compares two workers that could both take a task. */
public interface WorkerLoad {

    /** Its id: the last word, so that the order is total. */
    String id();

    /** How many attempts it runs at a time, 1 or more. */
    int capacity();

    /** How many it has now, those of other coordinators included. */
    int busy();

    /** A number that rises with each assignment of this coordinator; 0 where it never got one. */
    long lastTurn();
}
