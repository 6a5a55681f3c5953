package dev.minion.ledger.publication;

import dev.minion.contracts.records.ReadyTask;
import dev.minion.contracts.records.TaskChange;
import dev.minion.contracts.tasks.Task;
import dev.minion.contracts.tasks.TaskStatus;
import dev.minion.ledger.cache.Reading;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/** What is to be told after the commit. Belongs to one transaction. */
public final class Effects {

    /**
     * A change that is nothing to tell, but makes what is cached old.
     *
     * @param version of the task after it
     */
    public record Touched(UUID id, long version) {}

    /** Tasks as they are after the commit. */
    public record Written(Reading reading, Collection<Task> tasks) {}

    private final List<TaskChange> changes = new ArrayList<>();
    private final List<TaskChange> repeats = new ArrayList<>();
    private final List<ReadyTask> ready = new ArrayList<>();
    private final List<Touched> touched = new ArrayList<>(0);
    private final List<Written> written = new ArrayList<>(0);

    public void add(TaskChange change) {
        changes.add(change);
    }

    public void add(ReadyTask task) {
        ready.add(task);
    }

    /** A change that was committed before, and may not have been told. */
    public void repeat(TaskChange change) {
        repeats.add(change);
    }

    /** A change of which only the caches are told. */
    public void touch(UUID id, long version) {
        touched.add(new Touched(id, version));
    }

    /** Tasks that this transaction leaves so, by a reading that began before it let go of them. */
    public void write(Reading reading, Collection<Task> tasks) {
        if (reading.counts()) {
            written.add(new Written(reading, tasks));
        }
    }

    /** Whether these are completions, for which nobody but those who watch them waits. */
    public boolean onlyComplete() {
        return ready.isEmpty()
                && repeats.isEmpty()
                && changes.stream().allMatch(c -> c.getStatus() == TaskStatus.COMPLETED);
    }

    /** Takes over what another one has. */
    public void addAll(Effects other) {
        changes.addAll(other.changes);
        repeats.addAll(other.repeats);
        ready.addAll(other.ready);
        touched.addAll(other.touched);
        written.addAll(other.written);
    }

    /** What {@link #repeat} was given. */
    public List<TaskChange> repeats() {
        return repeats;
    }

    /** For tasks.outcomes, in order. */
    public List<TaskChange> changes() {
        return changes;
    }

    /** For ledger.changes. */
    public List<Touched> touched() {
        return touched;
    }

    /** For the cache. */
    public List<Written> written() {
        return written;
    }

    /** For tasks.ready. */
    public List<ReadyTask> ready() {
        return ready;
    }
}
