package dev.minion.coordinator.schedule.core;

import dev.minion.contracts.records.ReadyTask;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The window over one owned partition. All queues share it: who comes to a full window takes the
 * place of the last task of the queue that holds most of it, so that a flood of one queue keeps
 * none of the others out.
 */
final class PartitionWindow {

    private static final int PARKED_TYPES = 256;

    /** How many times as long as it took to read all queues they are left alone. */
    private static final int RESTS = 100;

    /** But not longer than so many times of what is usual. */
    private static final int LONGEST_REST = 6;

    final int partition;

    /** Which ownership this is; answers to an earlier one are ignored. */
    final long term;

    final long since;
    private final int capacity;

    /** Nanoseconds from the beginning of one sweep to that of the next, unless it takes long. */
    private final long reconcileNanos;

    int size;

    /** How many have come in since it was opened. */
    long admissions;

    /** How many of {@link #size} no living worker runs, or may. */
    int unservable;

    boolean settled;

    /** Tasks of keys with limits are or were here: what runs of them is audited. */
    boolean limited;

    long auditAt;
    boolean openKnown;
    long openAskedAt;
    boolean openPending;
    boolean pagePending;
    long pageNotBefore;
    long reconcileAt;
    private long sweepBegan;

    final Sweep sweep = new Sweep();

    /** The last page was one of the sweep: now queues that run low come first. */
    boolean swept;

    /** Fresh records that came while a page was under way; they are looked at after it. */
    final List<ReadyTask> behindPage = new ArrayList<>();

    /** Types of which tasks were turned away because no living worker runs them. */
    final Set<String> parked = new LinkedHashSet<>();

    /** The same of tasks with routing, also where enough of them are held. */
    final ParkedNeeds parkedNeeds = new ParkedNeeds();

    private final Map<Integer, WindowQueue> queues = new HashMap<>();

    /** Those with a frontier. */
    final Set<WindowQueue> wanting = new LinkedHashSet<>();

    /** Those whose frontier the page under way is to lift. */
    private final Set<WindowQueue> asking = new LinkedHashSet<>();

    /** How many queues hold something. */
    private int occupied;

    /** The queue that held most when that was looked at. */
    private @Nullable WindowQueue fattest;

    private int looked;

    PartitionWindow(int partition, long term, long since, int capacity, long reconcileNanos) {
        this.partition = partition;
        this.term = term;
        this.since = since;
        this.capacity = capacity;
        this.reconcileNanos = reconcileNanos;
    }

    WindowQueue queue(int number) {
        WindowQueue queue = queues.get(number);
        if (queue == null) {
            queue = new WindowQueue(this, number);
            queues.put(number, queue);
            if (!sweep.complete()) {
                queue.leftOut(Rank.FIRST);
                if (pagePending && sweep.covers(number)) {
                    ask(queue);
                }
            }
        }
        return queue;
    }

    Iterable<WindowQueue> queues() {
        return queues.values();
    }

    void added(WindowQueue queue) {
        size++;
        admissions++;
        if (queue.size++ == 0) {
            occupied++;
        }
        if (fattest == null || queue.size > fattest.size) {
            fattest = queue;
        }
    }

    void removed(WindowQueue queue) {
        size--;
        if (--queue.size == 0) {
            occupied--;
        }
    }

    /** What each of the queues may hold without another having to give way. */
    int share() {
        return Math.max(1, capacity / Math.max(1, occupied));
    }

    int room() {
        return capacity - size;
    }

    boolean isFull() {
        return size >= capacity;
    }

    /** True when half of the window is empty. */
    boolean isLow() {
        return size <= capacity / 2;
    }

    /** True when half of what the queue may hold is empty. */
    boolean isLow(WindowQueue queue) {
        return queue.size <= share() / 2;
    }

    /**
     * The queue that is to give way to one more of the other, or null. Looking at all of them is
     * put off while the one that held most last time still holds more than the other.
     */
    @Nullable WindowQueue fatterThan(WindowQueue other) {
        if (other.size == size) {
            return null; // It has all of the window.
        }
        WindowQueue most = fattest;
        if ((most == null || most.size <= other.size + 1) && ++looked > Math.min(occupied, 64)) {
            looked = 0;
            for (WindowQueue queue : queues.values()) {
                most = most == null || queue.size > most.size ? queue : most;
            }
            fattest = most;
        }
        return most == null || most == other || most.size <= other.size + 1 ? null : most;
    }

    /** The last of those that nobody can run, or may. */
    @Nullable Waiting lastUnservable() {
        Waiting last = null;
        for (WindowQueue queue : queues.values()) {
            Waiting candidate = queue.last(true);
            boolean later =
                    candidate != null && (last == null || last.rank().before(candidate.rank()));
            last = later ? candidate : last;
        }
        return last;
    }

    /** Anything may be ready in the ledger that is not held here. */
    void unknown() {
        sweep.forget();
        queues.values().forEach(queue -> queue.leftOut(Rank.FIRST));
    }

    /** A page of these queues is asked for. */
    void pageAsked(List<WindowQueue> queues) {
        pagePending = true;
        queues.forEach(this::ask);
    }

    /** A page of all queues is asked for, from where the sweep stands. */
    void sweepAsked(long now) {
        pagePending = true;
        if (!sweep.goesOn()) {
            sweepBegan = now;
            reconcileAt = now + reconcileNanos;
        }
        sweep.asked();
        for (WindowQueue queue : queues.values()) {
            if (sweep.covers(queue.number)) {
                ask(queue);
            }
        }
    }

    private void ask(WindowQueue queue) {
        if (queue.pageAsked()) {
            asking.add(queue);
        }
    }

    /**
     * All queues have been read. The ledger passes all tasks that were ready lately, those that it
     * has done with as well: under load it rests from that for longer.
     */
    private void rest(long now) {
        long rest = Math.min(RESTS * (now - sweepBegan), LONGEST_REST * reconcileNanos);
        reconcileAt = Math.max(reconcileAt, now + rest);
    }

    /**
     * The page has come.
     *
     * @param next where the sweep goes on, or -1
     */
    void pageCame(int next, long now) {
        pagePending = false;
        if (sweep.underWay() && next < 0) {
            rest(now);
        }
        boolean whole = next < 0 || !sweep.underWay();
        for (WindowQueue queue : asking) {
            if (whole || queue.number <= next) {
                queue.pageCame();
            } else {
                queue.pageFailed();
            }
        }
        asking.clear();
        sweep.came(next);
        queues.values().removeIf(queue -> queue.size == 0 && !queue.mayHaveMore());
    }

    void pageFailed() {
        pagePending = false;
        asking.forEach(WindowQueue::pageFailed);
        asking.clear();
        sweep.failed();
    }

    /** A ready task of that queue was turned away: pages need not bring such tasks. */
    void park(TypeQueue queue, ReadyTask task) {
        if (queue.need != null) {
            parkedNeeds.park(queue.need, task);
        } else if (parked.size() < PARKED_TYPES) {
            parked.add(queue.type);
        }
    }

    /** Some pause has ended. */
    void resume() {
        queues.values().forEach(WindowQueue::resume);
    }

    /** Tasks that ask for this may come again. */
    void unpark(TypeQueue.Need need) {
        parkedNeeds.take(need).forEach((queue, rank) -> queue(queue).leftOut(rank));
    }
}
