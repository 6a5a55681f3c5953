package dev.minion.coordinator.schedule;

import dev.minion.coordinator.schedule.core.Event;

/** Where the scheduler is told what is paused. Safe for any thread; never blocks. */
@FunctionalInterface
public interface PauseOrders {

    /** From the next decision on nothing of it is sent; what is under way goes on. */
    void obey(Event.StandingKnown standing);
}
