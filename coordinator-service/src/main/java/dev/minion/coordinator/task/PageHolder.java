package dev.minion.coordinator.task;

import dev.minion.coordinator.task.PageQueue.Held;
import org.jspecify.annotations.Nullable;

/** Has a page until its request is over, which may be before there is one. For many threads. */
final class PageHolder {

    private @Nullable Held page;
    private boolean over;

    /** The page is made. */
    void hold(Held made) {
        synchronized (this) {
            if (!over) {
                page = made;
                return;
            }
        }
        made.release();
    }

    /** The request is over. */
    void end() {
        Held held;
        synchronized (this) {
            over = true;
            held = page;
        }
        if (held != null) {
            held.release();
        }
    }
}
