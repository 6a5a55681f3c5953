package dev.minion.worker.run;

/** Where an attempt says that there is something to report of it. */
@FunctionalInterface
public interface Reports {

    /** The attempt has something to take ({@link Attempt#take}); called once until it was taken. */
    void ready(Attempt attempt);
}
