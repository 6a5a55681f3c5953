package dev.minion.ledger.publication;

import dev.minion.contracts.records.ReadyTask;
import dev.minion.contracts.records.TaskChange;
import java.util.ArrayList;
import java.util.List;

/** What is to be told after the commit. Belongs to one transaction. */
public final class Effects {

    private final List<TaskChange> changes = new ArrayList<>();
    private final List<TaskChange> repeats = new ArrayList<>();
    private final List<ReadyTask> ready = new ArrayList<>();

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

    /** Takes over what another one has. */
    public void addAll(Effects other) {
        changes.addAll(other.changes);
        repeats.addAll(other.repeats);
        ready.addAll(other.ready);
    }

    /** What {@link #repeat} was given. */
    public List<TaskChange> repeats() {
        return repeats;
    }

    /** For tasks.outcomes, in order. */
    public List<TaskChange> changes() {
        return changes;
    }

    /** For tasks.ready. */
    public List<ReadyTask> ready() {
        return ready;
    }
}
