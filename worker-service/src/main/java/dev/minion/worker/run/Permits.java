package dev.minion.worker.run;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * As many handlers as may run at once. Who comes first goes first: an attempt that takes several
 * permits would otherwise wait for ever behind those that take one.
 */
final class Permits {

    /** How often one that waits looks whether it should go on waiting. */
    private static final long LOOK_MILLIS = 500;

    private final int capacity;
    private final ReentrantLock lock = new ReentrantLock();
    private final Set<Waiter> waiters = new LinkedHashSet<>();
    private int free;

    private static final class Waiter {
        final int wanted;
        final Condition changed;
        boolean granted;

        Waiter(int wanted, Condition changed) {
            this.wanted = wanted;
            this.changed = changed;
        }
    }

    Permits(int capacity) {
        this.capacity = capacity;
        this.free = capacity;
    }

    /**
     * Waits for permits.
     *
     * @param slots how many; of more than there are, all
     * @param givesUp whether there is no use in waiting any more
     * @return false where it gave up
     */
    boolean take(int slots, BooleanSupplier givesUp) throws InterruptedException {
        int wanted = Math.min(slots, capacity);
        lock.lock();
        try {
            if (waiters.isEmpty() && free >= wanted) {
                free -= wanted;
                return true;
            }
            return await(new Waiter(wanted, lock.newCondition()), givesUp);
        } finally {
            lock.unlock();
        }
    }

    /** Takes permits that are free and that nobody waits for; false where there are none. */
    boolean takeNow(int slots) {
        int wanted = Math.min(slots, capacity);
        if (!lock.tryLock()) {
            return false;
        }
        try {
            if (!waiters.isEmpty() || free < wanted) {
                return false;
            }
            free -= wanted;
            return true;
        } finally {
            lock.unlock();
        }
    }

    private boolean await(Waiter waiter, BooleanSupplier givesUp) throws InterruptedException {
        waiters.add(waiter);
        try {
            while (!waiter.granted) {
                boolean told = waiter.changed.await(LOOK_MILLIS, MILLISECONDS);
                if (!told && !waiter.granted && givesUp.getAsBoolean()) {
                    return false;
                }
            }
            return true;
        } finally {
            if (waiters.remove(waiter)) {
                grant();
            }
        }
    }

    /** The counterpart of {@link #take}. */
    void giveBack(int slots) {
        lock.lock();
        try {
            free += Math.min(slots, capacity);
            grant();
        } finally {
            lock.unlock();
        }
    }

    /** How many wait. */
    int waiting() {
        lock.lock();
        try {
            return waiters.size();
        } finally {
            lock.unlock();
        }
    }

    private void grant() {
        for (Iterator<Waiter> all = waiters.iterator(); all.hasNext(); ) {
            Waiter first = all.next();
            if (first.wanted > free) {
                return;
            }
            all.remove();
            free -= first.wanted;
            first.granted = true;
            first.changed.signal();
        }
    }
}
