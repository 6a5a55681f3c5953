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
 * The window over one owned partition.
 *
 * <p>The <em>frontier</em> is the best task that may be ready in the ledger and is not held here.
 * Whatever ranks behind it must not overtake it, so a fresh record behind the frontier stays
 * outside: the next page brings it in its place. Without a frontier the window holds all there is.
 */
final class PartitionWindow {

    private static final int PRIORITIES = 11;
    private static final int PARKED_TYPES = 256;

    final int partition;

    /** Which ownership this is; answers to an earlier one are ignored. */
    final long term;

    final long since;
    private final int capacity;

    int size;

    /** How many of {@link #size} are of a type that no living worker runs. */
    int unservable;

    private @Nullable Rank frontier = Rank.FIRST;

    /** The frontier that the page under way is to lift. */
    private @Nullable Rank asked;

    boolean settled;
    boolean openKnown;
    long openAskedAt;
    boolean openPending;
    boolean pagePending;
    long pageNotBefore;
    long reconcileAt;

    /** Fresh records that came while a page was under way; they are looked at after it. */
    final List<ReadyTask> behindPage = new ArrayList<>();

    /** Types of which tasks were turned away because no living worker runs them. */
    final Set<String> parked = new LinkedHashSet<>();

    /** The same of tasks with routing, also where enough of them are held. */
    final ParkedNeeds parkedNeeds = new ParkedNeeds();

    private final List<Map<TypeQueue, Lane>> lanes = new ArrayList<>();

    PartitionWindow(int partition, long term, long since, int capacity) {
        this.partition = partition;
        this.term = term;
        this.since = since;
        this.capacity = capacity;
        for (int i = 0; i < PRIORITIES; i++) {
            lanes.add(new HashMap<>());
        }
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

    /** True where the ledger may have a ready task that is not held here. */
    boolean mayHaveMore() {
        return frontier != null || asked != null;
    }

    /** True where a task of this rank could overtake one that is not held here. */
    boolean isBehindFrontier(Rank rank) {
        return isBehind(rank, frontier) || isBehind(rank, asked);
    }

    private static boolean isBehind(Rank rank, @Nullable Rank limit) {
        return limit != null && !rank.before(limit);
    }

    /** Where the ledger's next page begins; null where it has none. */
    @Nullable Rank frontier() {
        return frontier;
    }

    /** A page is asked for: what stays outside from now on, it may not show. */
    void pageAsked() {
        pagePending = true;
        asked = frontier;
        frontier = null;
    }

    /** The page has come: it shows what was left out before it was asked for. */
    void pageCame() {
        pagePending = false;
        asked = null;
    }

    /** The page did not come. */
    void pageFailed() {
        pagePending = false;
        if (asked != null) {
            leftOut(asked);
        }
        asked = null;
    }

    /** A ready task stays outside. */
    void leftOut(Rank rank) {
        if (frontier == null || rank.before(frontier)) {
            frontier = rank;
        }
    }

    /** A ready task of that queue was turned away: pages need not bring such tasks. */
    void park(TypeQueue queue, ReadyTask task) {
        if (queue.need != null) {
            parkedNeeds.park(queue.need, task);
        } else if (parked.size() < PARKED_TYPES) {
            parked.add(queue.type);
        }
    }

    /** Tasks that ask for this may come again. */
    void unpark(TypeQueue.Need need) {
        Rank first = parkedNeeds.take(need);
        if (first != null) {
            leftOut(first);
        }
    }

    /** How many tasks of that queue are held here. */
    int held(TypeQueue queue) {
        int held = 0;
        for (Map<TypeQueue, Lane> level : lanes) {
            Lane lane = level.get(queue);
            held += lane == null ? 0 : lane.tasks.size();
        }
        return held;
    }

    /** The last of them in order. */
    @Nullable Waiting lastOf(TypeQueue queue) {
        for (Map<TypeQueue, Lane> level : lanes) {
            Lane lane = level.get(queue);
            if (lane != null) {
                return lane.last();
            }
        }
        return null;
    }

    Map<TypeQueue, Lane> lanesOf(int priority) {
        return lanes.get(priority);
    }

    Lane lane(TypeQueue type, int priority) {
        return lanes.get(priority).computeIfAbsent(type, t -> new Lane(type, this, priority));
    }

    /** The last in order, of all or only of those that nobody can run. */
    @Nullable Waiting last(boolean unservableOnly) {
        for (Map<TypeQueue, Lane> level : lanes) {
            Waiting last = null;
            for (Lane lane : level.values()) {
                if (unservableOnly && lane.type.servable) {
                    continue;
                }
                Waiting candidate = lane.last();
                last = last == null || last.id.compareTo(candidate.id) < 0 ? candidate : last;
            }
            if (last != null) {
                return last;
            }
        }
        return null;
    }
}
