package dev.minion.coordinator.task;

import com.google.protobuf.ByteString;
import dev.minion.contracts.FailureCode;
import dev.minion.contracts.Ids;
import dev.minion.contracts.records.TaskChange;
import dev.minion.coordinator.outcome.TaskChangeListener;
import dev.minion.coordinator.problem.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** The list of all watches; reads a watched task when a change of it is told. */
@ApplicationScoped
class Watches implements TaskChangeListener {

    private final TaskReader reader;
    private final int limit;
    private final Map<UUID, List<Watch>> byTask = new ConcurrentHashMap<>();
    private final AtomicInteger count = new AtomicInteger();

    Watches(TaskReader reader, ReadSettings settings) {
        this.reader = reader;
        this.limit = settings.watches();
    }

    /**
     * Enters a watch, and then reads its task for it.
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
        read(watch);
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
        if (byTask.isEmpty()) {
            return;
        }
        for (TaskChange change : batch) {
            ByteString id = change.getTaskId();
            Collection<Watch> watches = id.size() == 16 ? byTask.get(Ids.fromBytes(id)) : null;
            if (watches != null) {
                boolean terminal = Statuses.terminal(change.getStatus());
                watches.stream().filter(w -> terminal || !w.onlyTerminal()).forEach(this::read);
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

    private void read(Watch watch) {
        var ignored =
                reader.read(watch.namespace(), watch.id())
                        .subscribe()
                        .with(watch::seen, watch::failed);
    }

    private void reread(Watch watch) {
        // What fails here is tried again by the next round.
        var ignored =
                reader.read(watch.namespace(), watch.id()).subscribe().with(watch::seen, _ -> {});
    }
}
