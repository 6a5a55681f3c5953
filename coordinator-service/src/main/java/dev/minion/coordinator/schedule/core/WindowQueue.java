package dev.minion.coordinator.schedule.core;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a window holds of one queue, by the number that the ledger's index has for it.
 *
 * <p>Its <em>frontier</em> is the best of its tasks that may be ready in the ledger and is not held
 * here. Whatever of the queue ranks behind it must not overtake it, so a fresh record behind the
 * frontier stays outside: the next page brings it in its place. Without a frontier the window holds
 * all there is of the queue.
 */
final class WindowQueue {

    final PartitionWindow window;
    final int number;
    final Map<Lane.Place, Lane> lanes = new HashMap<>();

    int size;
    private @Nullable Lane latest;
    private @Nullable Rank frontier;

    /** The frontier that the page under way is to lift. */
    private @Nullable Rank asked;

    /** What the frontier will be once a pause has ended; until then nobody asks for it. */
    private @Nullable Rank putOff;

    WindowQueue(PartitionWindow window, int number) {
        this.window = window;
        this.number = number;
    }

    /** Tasks come in rows of a kind: the lane of the last one is most often that of the next. */
    Lane lane(FairQueue queue, TypeQueue type, int priority) {
        Lane last = latest;
        if (last == null || !last.isAt(queue, type, priority)) {
            last =
                    lanes.computeIfAbsent(
                            new Lane.Place(queue, type, priority), place -> new Lane(place, this));
            latest = last;
        }
        return last;
    }

    /** The lane has lost its last task. */
    void left(Lane lane) {
        lanes.remove(lane.place);
        if (latest == lane) {
            latest = null;
        }
    }

    /** True where the ledger may have a ready task of the queue that is not held here. */
    boolean mayHaveMore() {
        return frontier != null || asked != null || putOff != null;
    }

    /** True where a task of this rank could overtake one that is not held here. */
    boolean isBehindFrontier(Rank rank) {
        return isBehind(rank, frontier) || isBehind(rank, asked) || isBehind(rank, putOff);
    }

    private static boolean isBehind(Rank rank, @Nullable Rank limit) {
        return limit != null && !rank.before(limit);
    }

    /** Where the ledger's next page begins; null where it has none. */
    @Nullable Rank frontier() {
        return frontier;
    }

    /**
     * A page is asked for: what stays outside from now on, it may not show.
     *
     * @return true where there is a frontier to lift
     */
    boolean pageAsked() {
        if (frontier == null) {
            return false;
        }
        asked = frontier;
        frontier = null;
        window.wanting.remove(this);
        return true;
    }

    /** True where the page under way may bring what stands behind the frontier. */
    boolean isAsked() {
        return asked != null;
    }

    /** The page has come: it shows what was left out before it was asked for. */
    void pageCame() {
        asked = null;
    }

    /** The page did not come, or did not come so far. */
    void pageFailed() {
        Rank missed = asked;
        asked = null;
        if (missed != null) {
            leftOut(missed);
        }
    }

    /** A ready task stays outside because it is paused. */
    void putOff(Rank rank) {
        putOff = earlier(earlier(putOff, frontier), rank);
        frontier = null;
        window.wanting.remove(this);
    }

    private static @Nullable Rank earlier(@Nullable Rank a, @Nullable Rank b) {
        return a == null || (b != null && b.before(a)) ? b : a;
    }

    /** Some pause has ended: what was put off is asked for. */
    void resume() {
        Rank first = putOff;
        putOff = null;
        if (first != null) {
            leftOut(first);
        }
    }

    /** A ready task stays outside. */
    void leftOut(Rank rank) {
        if (putOff != null) {
            putOff(rank);
        } else if (frontier == null || rank.before(frontier)) {
            frontier = rank;
            window.wanting.add(this);
        }
    }

    /** The last in order, of all or only of those that nobody can run, or may. */
    @Nullable Waiting last(boolean unservableOnly) {
        Waiting last = null;
        for (Lane lane : lanes.values()) {
            if (!unservableOnly || !lane.isServable()) {
                Waiting candidate = lane.last();
                last = last == null || last.rank().before(candidate.rank()) ? candidate : last;
            }
        }
        return last;
    }
}
