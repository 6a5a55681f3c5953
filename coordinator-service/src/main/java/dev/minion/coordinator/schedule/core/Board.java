package dev.minion.coordinator.schedule.core;

import dev.minion.contracts.tasks.Fence;
import dev.minion.coordinator.pool.core.Fleet;
import dev.minion.coordinator.pool.core.Worker;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the rules share: everything the scheduler knows, and the effects decided so far. */
final class Board {

    private static final long MEMORY_NANOS = 30_000_000_000L;

    final Policy policy;
    final Fleet fleet;
    final Standing standing = new Standing();
    final ErrorRates errorRates = new ErrorRates(this::emit);
    final Fairness fairness;
    final Backlog backlog;
    final FlowControl flows;
    final InFlight inFlight;
    final Recents recents;
    private final @Nullable PartitionWindow[] windows;
    private List<Effect> outbox = new ArrayList<>();

    Board(Policy policy, Fleet fleet) {
        this.policy = policy;
        this.fleet = fleet;
        this.fairness = new Fairness(policy.namespaceWeights(), standing);
        this.backlog =
                new Backlog(policy.unservable(), policy.inlineBytes(), fleet, fairness, standing);
        this.flows = new FlowControl(backlog);
        this.inFlight = new InFlight(fleet, flows);
        this.recents = new Recents(policy.recents(), MEMORY_NANOS);
        this.windows = new PartitionWindow[policy.partitions()];
    }

    /** The window of an owned partition, or null where it is not owned. */
    @Nullable PartitionWindow window(int partition) {
        return partition < 0 || partition >= windows.length ? null : windows[partition];
    }

    /** The window, where it is still the ownership of that term. */
    @Nullable PartitionWindow window(int partition, long term) {
        PartitionWindow window = window(partition);
        return window == null || window.term != term ? null : window;
    }

    void open(PartitionWindow window) {
        windows[window.partition] = window;
    }

    void close(PartitionWindow window) {
        windows[window.partition] = null;
    }

    int partitions() {
        return windows.length;
    }

    void emit(Effect effect) {
        outbox.add(effect);
    }

    List<Effect> takeEffects() {
        if (outbox.isEmpty()) {
            return List.of();
        }
        List<Effect> taken = outbox;
        outbox = new ArrayList<>();
        return taken;
    }

    /** Tells a worker that it runs what it should not. */
    void cancel(Worker worker, UUID id, Fence fence, String reason) {
        emit(
                new Effect.CancelAttempt(
                        worker.id(), worker.facts().getAssignedPartition(), id, fence, reason));
    }
}
