package dev.minion.coordinator.message;

import java.util.concurrent.atomic.AtomicInteger;

/** Lets one reading be under way at a time; all calls that come meanwhile make one more. */
final class OneReading {

    private static final int IDLE = 0;
    private static final int UNDER_WAY = 1;
    private static final int ONE_MORE = 2;

    private final AtomicInteger state = new AtomicInteger(IDLE);

    /** True where the caller is to read; otherwise whoever reads will do it once more. */
    boolean begin() {
        return state.getAndUpdate(now -> now == IDLE ? UNDER_WAY : ONE_MORE) == IDLE;
    }

    /** Called by the reader when it is done; true where it is to read once more. */
    boolean again() {
        return state.getAndUpdate(now -> now == ONE_MORE ? UNDER_WAY : IDLE) == ONE_MORE;
    }
}
