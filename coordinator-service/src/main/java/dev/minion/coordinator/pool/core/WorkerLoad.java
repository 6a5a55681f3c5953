package dev.minion.coordinator.pool.core;

/** What a strategy may look at of a worker that could take a task. */
interface WorkerLoad {

    /** Its id: the last word, so that the order is total. */
    String id();

    /** How many attempts it wants to hold, those that wait there included; 1 or more. */
    int capacity();

    /** How many it runs at a time, 1 or more. */
    int concurrency();

    /** How many it has now, those of other coordinators included. */
    int busy();

    /** A number that rises with each assignment of this coordinator; 0 where it never got one. */
    long lastTurn();

    /** What people said that it is worth; 1 where they said nothing. */
    double weight();
}
