package dev.minion.worker.drain;

import jakarta.inject.Singleton;

/** Whether this worker still takes work. It never takes work again once it drains. */
@Singleton
public class DrainState {

    private volatile boolean draining;

    /** Takes nothing new from now on. */
    public void begin() {
        draining = true;
    }

    /** Whether it takes nothing new. */
    public boolean draining() {
        return draining;
    }
}
