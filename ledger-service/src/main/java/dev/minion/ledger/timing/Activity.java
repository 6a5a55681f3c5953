package dev.minion.ledger.timing;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Tells those who look again and again for something to do that this replica has written, so that
 * they may rest until it does.
 */
@ApplicationScoped
public class Activity {

    private final AtomicLong seen = new AtomicLong();
    private final Map<String, Runnable> sleepers = new ConcurrentHashMap<>();
    private volatile boolean asleep;

    /** Something was committed. Costs next to nothing while nobody rests. */
    public void committed() {
        seen.incrementAndGet();
        if (asleep) {
            wake();
        }
    }

    /** How often something was committed, to be given to {@link #rest}. */
    long seen() {
        return seen.get();
    }

    /**
     * Has a sleeper woken by the next commit, once; at once where there was one meanwhile.
     *
     * @param name takes the place of an earlier sleeper of that name
     * @param before what was {@linkplain #seen() seen} before it looked
     * @param wake does little: it runs on the thread that has committed
     */
    void rest(String name, long before, Runnable wake) {
        sleepers.put(name, wake);
        asleep = true;
        if (seen.get() != before) {
            wake();
        }
    }

    private void wake() {
        asleep = false;
        for (String name : List.copyOf(sleepers.keySet())) {
            Runnable sleeper = sleepers.remove(name);
            if (sleeper != null) {
                sleeper.run();
            }
        }
    }
}
