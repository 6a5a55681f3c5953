package dev.minion.coordinator.schedule.core;

/**
 * Who wants a share of what is assigned: a namespace among namespaces, a queue among the queues of
 * its namespace. Whoever has the smallest {@link #start} is next, and what it gets moves its start
 * on, the less the heavier it weighs (start-time fair queueing: Goyal, Vin and Cheng, 1996).
 */
abstract class Contender {

    /** Of two that are equal in all else, who came first is first. */
    final long number;

    double weight = 1;

    /** The virtual time at which its next task begins. */
    double start;

    /** In how many lines of tasks it stands at present. */
    int standing;

    Contender(long number) {
        this.number = number;
    }

    /** It waits again after a while in which it did not: what it did not ask for is gone. */
    void enter(double virtual) {
        if (standing++ == 0) {
            start = Math.max(start, virtual);
        }
    }

    void leave() {
        standing--;
    }

    static int inOrder(Contender a, Contender b) {
        int byStart = Double.compare(a.start, b.start);
        return byStart != 0 ? byStart : Long.compare(a.number, b.number);
    }
}
