package dev.minion.coordinator.pool.core;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The breakers of those workers that have failed lately at one type. */
final class TypeBreakers {

    /** In the order in which they first failed. */
    final Map<Worker, Breaker> byWorker = new LinkedHashMap<>();

    /** How many are not closed. */
    int notClosed;

    @Nullable Breaker of(Worker worker) {
        return byWorker.get(worker);
    }

    boolean isClosed(Worker worker) {
        Breaker breaker = byWorker.get(worker);
        return breaker == null || breaker.isClosed();
    }

    /** Whether the worker is not to get a task of the type now. */
    boolean holds(Worker worker) {
        Breaker breaker = byWorker.get(worker);
        return breaker != null && !breaker.admits();
    }

    /** The worker gets one. */
    void sent(Worker worker) {
        Breaker breaker = byWorker.get(worker);
        if (breaker != null) {
            breaker.sent();
        }
    }

    /** One of this coordinator's has ended. */
    void answered(Worker worker) {
        Breaker breaker = byWorker.get(worker);
        if (breaker != null) {
            breaker.answered();
        }
    }

    /** All of them are tried at once. */
    void absolve(long now) {
        byWorker.values().forEach(breaker -> breaker.absolve(now));
    }

    /** Time has passed; forgets those that say nothing any more. */
    void pass(long now, Predicate<Worker> gone) {
        byWorker.values().forEach(breaker -> breaker.pass(now));
        byWorker.entrySet()
                .removeIf(entry -> gone.test(entry.getKey()) || entry.getValue().isIdle(now));
        notClosed = 0;
        for (Breaker breaker : byWorker.values()) {
            notClosed += breaker.isClosed() ? 0 : 1;
        }
    }
}
