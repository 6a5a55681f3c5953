package dev.minion.coordinator.task;

import com.google.protobuf.ByteString;
import dev.minion.contracts.FailureCode;
import dev.minion.contracts.Ids;
import dev.minion.contracts.TaskVersion;
import dev.minion.contracts.records.TaskChange;
import dev.minion.coordinator.outcome.TaskChangeListener;
import dev.minion.coordinator.problem.ProblemException;
import dev.minion.coordinator.schedule.Placement;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** The list of all watches; shows them a task when a change of it is told. */
@ApplicationScoped
@Priority(TaskChangeListener.WAITERS)
class Watches implements TaskChangeListener {

    private static final int ID_BYTES = 16;

    private final TaskReader reader;
    private final SeenVersions seen;
    private final int limit;
    private final Map<UUID, List<Watch>> byTask = new ConcurrentHashMap<>();
    private final AtomicInteger count = new AtomicInteger();
    private final EndedLately ended = new EndedLately();
    private final Placement placement;

    Watches(TaskReader reader, SeenVersions seen, Placement placement, ReadSettings settings) {
        this.reader = reader;
        this.seen = seen;
        this.placement = placement;
        this.limit = settings.watches();
    }

    /**
     * Enters a watch, and then reads its task for it; unless the watch is for the end, and the end
     * is known to be still to come.
     *
     * @throws ProblemException overloaded where there are too many
     */
    void open(Watch watch) {
        if (count.incrementAndGet() > limit) {
            count.decrementAndGet();
            throw new ProblemException(FailureCode.OVERLOADED, "too many clients wait already");
        }
        byTask.compute(
                watch.id(),
                (_, watches) -> {
                    List<Watch> all = watches == null ? new CopyOnWriteArrayList<>() : watches;
                    all.add(watch);
                    return all;
                });
        if (!watch.onlyTerminal() || !willEnd(watch)) {
            // Its end may have been told before: a cache need not have heard of it.
            read(watch, ended.has(watch.id()) ? TaskVersion.NEWEST : TaskVersion.ANY);
        }
    }

    /**
     * True where the scheduler holds the task and its end was not told before the watch was
     * entered: then it is told to the watch.
     */
    private boolean willEnd(Watch watch) {
        return placement.holds(watch.namespace(), watch.id()) && !ended.has(watch.id());
    }

    /** Takes a watch off the list; a second time does nothing. */
    void close(Watch watch) {
        byTask.computeIfPresent(
                watch.id(),
                (_, watches) -> {
                    if (watches.remove(watch)) {
                        count.decrementAndGet();
                    }
                    return watches.isEmpty() ? null : watches;
                });
    }

    @Override
    public void changed(List<TaskChange> batch) {
        for (TaskChange change : batch) {
            ByteString bytes = change.getTaskId();
            if (bytes.size() != ID_BYTES) {
                continue;
            }
            UUID id = Ids.fromBytes(bytes);
            boolean terminal = Statuses.terminal(change.getStatus());
            if (terminal) {
                ended.add(
                        id); // before the watches are looked up, as they look here after they enter
            }
            Collection<Watch> watches = byTask.get(id);
            if (watches != null) {
                watches.stream()
                        .filter(w -> terminal || !w.onlyTerminal())
                        .forEach(watch -> tell(watch, change));
            }
        }
    }

    /** Reads all that is watched once more: a record may have been lost. */
    void rereadAll() {
        byTask.values().forEach(watches -> watches.forEach(this::reread));
    }

    /** How many there are. */
    int size() {
        return count.get();
    }

    /** What the ledger has told whole need not be read. */
    private void tell(Watch watch, TaskChange change) {
        if (change.hasTask() && change.getNamespace().equals(watch.namespace())) {
            seen.shown(change.getTask());
            watch.seen(Optional.of(change.getTask()));
        } else {
            read(watch, change.getVersion());
        }
    }

    private void read(Watch watch, long notOlderThan) {
        var ignored =
                reader.read(watch.namespace(), watch.id(), notOlderThan)
                        .subscribe()
                        .with(watch::seen, watch::failed);
    }

    private void reread(Watch watch) {
        // What fails here is tried again by the next round.
        var ignored =
                reader.readNow(watch.namespace(), watch.id())
                        .subscribe()
                        .with(watch::seen, _ -> {});
    }
}
