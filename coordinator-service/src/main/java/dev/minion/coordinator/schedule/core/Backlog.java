package dev.minion.coordinator.schedule.core;

import dev.minion.contracts.records.ReadyTask;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The waiting tasks of all owned partitions, in the order of work. */
final class Backlog {

    private static final int LOWEST = 1;
    private static final int HIGHEST = 10;

    private final int unservableLimit;
    private final long inlineLimit;
    private final Predicate<String> served;

    /** Concurrent because people ask for a task's place from other threads. */
    private final Map<UUID, Waiting> index = new ConcurrentHashMap<>();

    private final Map<String, TypeQueue> types = new HashMap<>();

    /** The types that have tasks and workers. */
    private final Set<TypeQueue> runnable = new LinkedHashSet<>();

    private final Fairness fairness;

    /** The types that may still be assigned in this pass. */
    private final List<TypeQueue> pass = new ArrayList<>();

    private @Nullable Lane next;
    private long inlineBytes;

    Backlog(int unservableLimit, long inlineLimit, Predicate<String> served, Fairness fairness) {
        this.fairness = fairness;
        this.unservableLimit = unservableLimit;
        this.inlineLimit = inlineLimit;
        this.served = served;
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
        TypeQueue type = types.get(task.getType());
        boolean servable = type == null ? served.test(task.getType()) : type.servable;
        if (!servable && window.unservable >= unservableLimit) {
            window.park(task.getType());
            return;
        }
        Rank rank = new Rank(priority, id);
        WindowQueue queue = window.queue(task.getQueue());
        if (!window.isFull() || makeRoom(queue, rank)) {
            add(queue, id, fence, priority, task, servable);
        } else {
            queue.leftOut(rank);
        }
    }

    private boolean makeRoom(WindowQueue queue, Rank newcomer) {
        PartitionWindow window = queue.window;
        if (window.unservable > unservableLimit) {
            Waiting idle = window.lastUnservable();
            if (idle != null) {
                window.park(idle.lane.type.type);
                remove(idle);
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

    private void add(
            WindowQueue windowQueue,
            UUID id,
            long fence,
            int priority,
            ReadyTask task,
            boolean servable) {
        TypeQueue type = types.computeIfAbsent(task.getType(), TypeQueue::new);
        type.servable = servable;
        FairQueue queue = fairness.queue(task.getNamespace(), id, task.getDemands());
        Lane lane = windowQueue.lane(queue, type, priority);
        Waiting waiting = new Waiting(id, fence, priority, affordable(task), lane);
        lane.tasks.put(id, waiting);
        index.put(id, waiting);
        inlineBytes += bytes(waiting.task);
        windowQueue.window.added(windowQueue);
        queue.waiting++;
        if (!servable) {
            windowQueue.window.unservable++;
        }
        if (lane.tasks.size() == 1) {
            type.lanes.add(lane);
            if (servable) {
                runnable.add(type);
            }
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
        if (!lane.type.servable) {
            lane.partition.unservable--;
        }
        if (lane.tasks.isEmpty()) {
            fairness.dismiss(lane);
            lane.windowQueue.left(lane);
            lane.line.queue.lanes.remove(lane);
            lane.line.tenantLine.level.left(lane.line);
            lane.type.lanes.remove(lane);
            if (lane.type.lanes.isEmpty()) {
                runnable.remove(lane.type);
                types.remove(lane.type.type);
            }
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

    /** A type has gained its first or lost its last worker. */
    void serve(String name, boolean servable) {
        TypeQueue type = types.get(name);
        if (type == null || type.servable == servable) {
            return;
        }
        type.servable = servable;
        for (Lane lane : type.lanes) {
            lane.partition.unservable += servable ? -lane.tasks.size() : lane.tasks.size();
            place(lane);
        }
        if (servable) {
            runnable.add(type);
        } else {
            runnable.remove(type);
        }
    }

    /** Begins a pass over what could be assigned; only these types are looked at. */
    void beginPass(Predicate<String> hasFree) {
        pass.clear();
        for (TypeQueue type : runnable) {
            if (hasFree.test(type.type)) {
                pass.add(type);
            }
        }
    }

    /** The type of the next task in order, or null at the end of the pass. */
    @Nullable String nextType() {
        next = null;
        for (int i = pass.size() - 1; i >= 0; i--) {
            Lane lane = pass.get(i).next();
            if (lane == null) {
                pass.remove(i);
            } else if (next == null || Lane.inOrder(lane, next) < 0) {
                next = lane;
            }
        }
        return next == null ? null : next.type.type;
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
