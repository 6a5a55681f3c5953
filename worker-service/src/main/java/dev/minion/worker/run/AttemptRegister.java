package dev.minion.worker.run;

import dev.minion.worker.registration.WorkerConfig;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The attempts that hold a slot: what this worker runs, or has run and not yet told. */
@Singleton
public class AttemptRegister {

    /** What became of a wish for a slot. */
    public enum Admission {
        ADMITTED,
        FULL,
        KNOWN
    }

    private final int capacity;
    private final AtomicInteger taken = new AtomicInteger();
    private final AtomicLong released = new AtomicLong();
    private final Map<AttemptKey, Attempt> attempts = new ConcurrentHashMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition emptied = lock.newCondition();
    private volatile Runnable onRoom = () -> {};
    private volatile Runnable onAdmitted = () -> {};

    @Inject
    AttemptRegister(WorkerConfig config) {
        this(config.capacity() + config.prefetch());
    }

    /** A register with the given number of slots. */
    public AttemptRegister(int capacity) {
        this.capacity = capacity;
    }

    /** Calls the given action when a full register has room again. */
    public void onRoom(Runnable action) {
        onRoom = action;
    }

    /** Calls the given action when an attempt has got its slots. */
    public void onAdmitted(Runnable action) {
        onAdmitted = action;
    }

    /**
     * Takes the attempt's slots. One that takes several may exceed what there is, while nothing
     * else does: it waits here for those that run, and nothing new comes in before it.
     */
    public Admission admit(Attempt attempt) {
        if (attempts.containsKey(attempt.key())) {
            return Admission.KNOWN;
        }
        int slots = attempt.slots();
        int before = taken.getAndAdd(slots);
        if (before + slots > capacity && (slots == 1 || before > capacity)) {
            taken.addAndGet(-slots);
            return Admission.FULL;
        }
        if (attempts.putIfAbsent(attempt.key(), attempt) != null) {
            taken.addAndGet(-slots);
            return Admission.KNOWN;
        }
        onAdmitted.run();
        return Admission.ADMITTED;
    }

    /** Gives the attempt's slots back. */
    public void release(Attempt attempt) {
        if (!attempts.remove(attempt.key(), attempt)) {
            return;
        }
        released.incrementAndGet();
        int slots = attempt.slots();
        int left = taken.addAndGet(-slots);
        if (left < capacity && left + slots >= capacity) {
            onRoom.run();
        }
        if (left == 0) {
            signalEmpty();
        }
    }

    private void signalEmpty() {
        lock.lock();
        try {
            emptied.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until no attempt is left, at most the given time; true where none is. */
    public boolean awaitEmpty(Duration time) throws InterruptedException {
        long left = time.toNanos();
        lock.lock();
        try {
            while (taken.get() > 0 && left > 0) {
                left = emptied.awaitNanos(left);
            }
            return taken.get() == 0;
        } finally {
            lock.unlock();
        }
    }

    /** The attempt of this key, null where it holds no slot. */
    public @Nullable Attempt find(AttemptKey key) {
        return attempts.get(key);
    }

    /** A view of all attempts that hold a slot. */
    public Collection<Attempt> all() {
        return attempts.values();
    }

    /** Slots in use. */
    public int taken() {
        return taken.get();
    }

    /** Attempts that have given their slot back since the start. */
    public long released() {
        return released.get();
    }

    /** Slots there are, those of attempts that wait to begin included. */
    public int capacity() {
        return capacity;
    }
}
