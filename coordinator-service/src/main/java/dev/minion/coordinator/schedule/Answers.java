package dev.minion.coordinator.schedule;

import dev.minion.coordinator.schedule.core.Event;

/**
 * Where the outcome of an effect goes. Never refused, because something waits for it; their number
 * is bounded by the effects under way. Safe for many threads.
 */
@FunctionalInterface
interface Answers {

    void answer(Event event);
}
