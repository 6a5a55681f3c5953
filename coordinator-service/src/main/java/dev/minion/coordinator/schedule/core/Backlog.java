package dev.minion.coordinator.schedule.core;

import dev.minion.contracts.records.ReadyTask;
import dev.minion.coordinator.pool.core.Fleet;
import dev.minion.coordinator.pool.core.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The waiting tasks of all owned partitions, in the order of work. */
final class Backlog {

    private static final int LOWEST = 1;
    private static final int HIGHEST = 10;

    private final int unservableLimit;
    private final long inlineLimit;
    private final Fleet fleet;

    /** Concurrent because people ask for a task's place from other threads. */
    private final Map<UUID, Waiting> index = new ConcurrentHashMap<>();

    private final TypeQueues types;
    private final Fairness fairness;
    private final Standing standing;

    /** The types that may still be assigned in this pass. */
    private final List<TypeQueue> pass = new ArrayList<>();

    private @Nullable Lane next;
    private long inlineBytes;

    Backlog(
            int unservableLimit,
            long inlineLimit,
            Fleet fleet,
            Fairness fairness,
            Standing standing) {
        this.fairness = fairness;
        this.standing = standing;
        this.types = new TypeQueues(fleet, standing);
        this.unservableLimit = unservableLimit;
        this.inlineLimit = inlineLimit;
        this.fleet = fleet;
    }

    int size() {
        return index.size();
    }

    @Nullable Waiting get(UUID id) {
        return index.get(id);
    }

    Iterable<Waiting> all() {
        return index.values();
    }

    /** Takes a ready task in, or remembers that it stayed outside. */
    void offer(PartitionWindow window, UUID id, long fence, ReadyTask task) {
        int priority = Math.clamp(task.getPriority(), LOWEST, HIGHEST);
        Waiting known = index.get(id);
        if (known != null) {
            if (known.fence > fence || (known.fence == fence && known.priority == priority)) {
                return;
            }
            remove(known);
        }
        Rank rank = new Rank(priority, id);
        TypeQueue type = types.of(task);
        WindowQueue queue = window.queue(task.getQueue());
        if (!type.servable && window.unservable >= unservableLimit) {
            window.park(type, task);
            return;
        }
        if (type.need != null && !hasShare(queue, type, rank)) {
            window.park(type, task);
            return;
        }
        if (isCrowdedOut(window, task)) {
            queue.putOff(rank);
        } else if (!window.isFull() || makeRoom(queue, rank)) {
            add(queue, id, fence, priority, task, type);
        } else {
            queue.leftOut(rank);
        }
    }

    /** A task of a paused queue takes no place of others, and one of a few. */
    private boolean isCrowdedOut(PartitionWindow window, ReadyTask task) {
        return (window.isFull() || window.unservable >= unservableLimit)
                && standing.holdsQueue(task.getNamespace(), task.getDemands().getFlow().getKey());
    }

    /**
     * Whether one more of the tasks that share a routing may enter: they fill a quarter of a window
     * at most, so that those which are hard to place leave room for others. As in the whole window
     * the queue with most of them gives way, and within a queue the last.
     */
    private boolean hasShare(WindowQueue queue, TypeQueue type, Rank rank) {
        if (type.held(queue.window) < unservableLimit) {
            return true;
        }
        WindowQueue fattest = type.fatterThan(queue);
        Waiting last = type.last(fattest == null ? queue : fattest);
        if (last == null || (fattest == null && !rank.before(last.rank()))) {
            return false;
        }
        remove(last);
        queue.window.park(type, last.task);
        return true;
    }

    private boolean makeRoom(WindowQueue queue, Rank newcomer) {
        PartitionWindow window = queue.window;
        if (window.unservable > unservableLimit) {
            Waiting idle = window.lastUnservable();
            if (idle != null) {
                remove(idle);
                putAside(window, idle);
                return true;
            }
        }
        WindowQueue fatter = window.fatterThan(queue);
        Waiting last = (fatter == null ? queue : fatter).last(false);
        if (last == null || (fatter == null && !newcomer.before(last.rank()))) {
            return false;
        }
        remove(last);
        last.lane.windowQueue.leftOut(last.rank());
        return true;
    }

    private static void putAside(PartitionWindow window, Waiting idle) {
        if (idle.lane.type.servable) {
            idle.lane.windowQueue.putOff(idle.rank());
        } else {
            window.park(idle.lane.type, idle.task);
        }
    }

    private void add(
            WindowQueue windowQueue,
            UUID id,
            long fence,
            int priority,
            ReadyTask task,
            TypeQueue type) {
        FairQueue queue = fairness.queue(task.getNamespace(), id, task.getDemands());
        Lane lane = windowQueue.lane(queue, type, priority);
        Waiting waiting = new Waiting(id, fence, priority, affordable(task), lane);
        lane.tasks.put(id, waiting);
        index.put(id, waiting);
        inlineBytes += bytes(waiting.task);
        windowQueue.window.added(windowQueue);
        queue.waiting++;
        if (!lane.isServable()) {
            windowQueue.window.unservable++;
        }
        if (lane.tasks.size() == 1) {
            if (type.lanes.isEmpty()) {
                types.keep(type);
            }
            type.lanes.add(lane);
            queue.lanes.add(lane);
            place(lane);
        }
        if (queue.isLimited()) {
            windowQueue.window.limited = true;
        }
        if (queue.isHeld() != queue.placedAsHeld) {
            place(queue); // This task has said something else of its limits.
        }
    }

    /** The queue's limits hold it, or do not any more. */
    void place(FairQueue queue) {
        queue.placedAsHeld = queue.isHeld();
        queue.lanes.forEach(this::place);
    }

    /** The queue is paused, or is not any more. */
    void pause(FairQueue queue, boolean onPause) {
        queue.onPause = onPause;
        for (Lane lane : queue.lanes) {
            if (lane.type.servable) {
                lane.partition.unservable += onPause ? lane.tasks.size() : -lane.tasks.size();
            }
        }
        place(queue);
    }

    /** Lets the lane stand where its tasks may be served, and nowhere else. */
    private void place(Lane lane) {
        if (lane.type.servable
                && lane.partition.settled
                && !lane.line.queue.isHeld()
                && !lane.tasks.isEmpty()) {
            fairness.enlist(lane);
        } else {
            fairness.dismiss(lane);
        }
    }

    /** The task, without its input where inputs fill the memory: it is loaded at dispatch. */
    private ReadyTask affordable(ReadyTask task) {
        return inlineBytes + bytes(task) <= inlineLimit
                ? task
                : task.toBuilder()
                        .clearInput()
                        .clearDependencyOutputs()
                        .setInputElided(true)
                        .build();
    }

    private static int bytes(ReadyTask task) {
        return task.getInput().size() + task.getDependencyOutputs().size();
    }

    void remove(Waiting waiting) {
        Lane lane = waiting.lane;
        lane.tasks.remove(waiting.id);
        removed(lane, waiting);
    }

    private void removed(Lane lane, Waiting waiting) {
        index.remove(waiting.id);
        inlineBytes -= bytes(waiting.task);
        lane.partition.removed(lane.windowQueue);
        lane.line.queue.waiting--;
        if (!lane.isServable()) {
            lane.partition.unservable--;
        }
        if (lane.tasks.isEmpty()) {
            fairness.dismiss(lane);
            lane.windowQueue.left(lane);
            lane.line.queue.lanes.remove(lane);
            lane.line.tenantLine.level.left(lane.line);
            lane.type.lanes.remove(lane);
            if (lane.type.lanes.isEmpty()) {
                types.forget(lane.type);
            }
        }
        if (lane.type.need != null && lane.type.servable) {
            askAgain(lane.type.need, lane);
        }
    }

    /** Of those that share a routing so many are gone that others may come. */
    private void askAgain(TypeQueue.Need need, Lane lane) {
        if (lane.type.held(lane.partition) <= unservableLimit / 2) {
            lane.partition.unpark(need);
        }
    }

    /** The partition's tasks may be assigned from now on. */
    void settle(PartitionWindow window) {
        window.settled = true;
        for (WindowQueue queue : window.queues()) {
            queue.lanes.values().forEach(this::place);
        }
    }

    /** Forgets a partition. */
    void drop(PartitionWindow window) {
        List<Waiting> leaving = new ArrayList<>();
        for (Waiting waiting : index.values()) {
            if (waiting.lane.partition == window) {
                leaving.add(waiting);
            }
        }
        leaving.forEach(this::remove);
    }

    /** A type has gained its first or lost its last worker, or its pause has begun or ended. */
    boolean serve(String name) {
        boolean servable = types.serves(name, null);
        TypeQueue type = types.of(name);
        if (type != null) {
            serve(type, servable);
        }
        return servable;
    }

    /** Workers have come, gone or changed: looks anew which routings somebody serves. */
    void serveRoutes() {
        for (TypeQueue type : types.routed()) {
            serve(type, types.serves(type.type, type.route));
        }
    }

    private void serve(TypeQueue type, boolean servable) {
        if (type.servable == servable) {
            return;
        }
        types.serve(type, servable);
        for (Lane lane : type.lanes) {
            if (!lane.line.queue.onPause) {
                lane.partition.unservable += servable ? -lane.tasks.size() : lane.tasks.size();
            }
            place(lane);
        }
    }

    /** Begins a pass over what could be assigned; only what has a free worker is looked at. */
    void beginPass() {
        pass.clear();
        for (TypeQueue type : types.runnable()) {
            if (mayGo(type)) {
                pass.add(type);
            }
        }
    }

    private boolean mayGo(TypeQueue type) {
        Route route = type.route;
        return route == null
                ? fleet.hasFree(type.type)
                : route.slots() > 1 || fleet.routes().hasFree(type.type, route);
    }

    /** Where the next task in order waits, or null at the end of the pass. */
    @Nullable TypeQueue nextType() {
        next = null;
        for (int i = pass.size() - 1; i >= 0; i--) {
            Lane lane = pass.get(i).next();
            if (lane == null) {
                pass.remove(i);
            } else if (next == null || Lane.inOrder(lane, next) < 0) {
                next = lane;
            }
        }
        return next == null ? null : next.type;
    }

    /** No worker is left for the next task's type: it is out of this pass. */
    void skipType() {
        if (next != null) {
            pass.remove(next.type);
        }
    }

    /** Takes the next task of the pass out of the window. */
    Waiting takeNext() {
        Lane lane = Objects.requireNonNull(next);
        Waiting waiting = lane.first();
        lane.tasks.pollFirstEntry();
        removed(lane, waiting);
        fairness.served(lane.line.queue);
        return waiting;
    }
}
