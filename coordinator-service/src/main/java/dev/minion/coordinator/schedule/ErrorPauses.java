package dev.minion.coordinator.schedule;

import dev.minion.coordinator.schedule.core.Effect;

/** Who pauses what has failed too often. Safe for any thread; never blocks. */
@FunctionalInterface
public interface ErrorPauses {

    /** Asks for the pause; where that fails, more failures will ask again. */
    void start(Effect.StartPause pause);
}
