package dev.minion.coordinator.schedule.core;

import dev.minion.contracts.records.ReadyTask;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
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

    private final PriorityQueue<Lane> heads = new PriorityQueue<>(Lane::inOrder);

    private long inlineBytes;

    Backlog(int unservableLimit, long inlineLimit, Predicate<String> served) {
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
        if (!window.isFull() || makeRoom(window, rank)) {
            add(window, id, fence, priority, task, servable);
        } else {
            window.leftOut(rank);
        }
    }

    private boolean makeRoom(PartitionWindow window, Rank newcomer) {
        if (window.unservable > unservableLimit) {
            Waiting idle = window.last(true);
            if (idle != null) {
                window.park(idle.lane.type.type);
                remove(idle);
                return true;
            }
        }
        Waiting last = window.last(false);
        if (last == null || !newcomer.before(last.rank())) {
            return false;
        }
        remove(last);
        window.leftOut(last.rank());
        return true;
    }

    private void add(
            PartitionWindow window,
            UUID id,
            long fence,
            int priority,
            ReadyTask task,
            boolean servable) {
        TypeQueue type = types.computeIfAbsent(task.getType(), TypeQueue::new);
        type.servable = servable;
        Lane lane = window.lane(type, priority);
        Waiting waiting = new Waiting(id, fence, priority, affordable(task), lane);
        lane.tasks.put(id, waiting);
        index.put(id, waiting);
        inlineBytes += bytes(waiting.task);
        window.size++;
        if (!servable) {
            window.unservable++;
        }
        if (lane.tasks.size() == 1) {
            type.lanes.add(lane);
            if (servable) {
                runnable.add(type);
            }
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
        lane.partition.size--;
        if (!lane.type.servable) {
            lane.partition.unservable--;
        }
        if (lane.tasks.isEmpty()) {
            lane.partition.lanesOf(lane.priority).remove(lane.type.type);
            lane.type.lanes.remove(lane);
            if (lane.type.lanes.isEmpty()) {
                runnable.remove(lane.type);
                types.remove(lane.type.type);
            }
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
        }
        if (servable) {
            runnable.add(type);
        } else {
            runnable.remove(type);
        }
    }

    /** Begins a pass over what could be assigned; only lanes of these types are looked at. */
    void beginPass(Predicate<String> hasFree) {
        heads.clear();
        for (TypeQueue type : runnable) {
            if (hasFree.test(type.type)) {
                for (Lane lane : type.lanes) {
                    if (lane.partition.settled) {
                        heads.add(lane);
                    }
                }
            }
        }
    }

    /** The type of the next task in order, or null at the end of the pass. */
    @Nullable String nextType() {
        Lane lane = heads.peek();
        return lane == null ? null : lane.type.type;
    }

    /** No worker is left for the next task's type: its lane is out of this pass. */
    void skipLane() {
        heads.remove();
    }

    /** Takes the next task of the pass out of the window. */
    Waiting takeNext() {
        Lane lane = heads.remove();
        Waiting waiting = lane.first();
        lane.tasks.pollFirstEntry();
        removed(lane, waiting);
        if (!lane.tasks.isEmpty()) {
            heads.add(lane);
        }
        return waiting;
    }
}
