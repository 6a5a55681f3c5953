package dev.minion.coordinator.schedule.core;

import dev.minion.contracts.ledger.ReleaseReason;
import dev.minion.contracts.records.ReadyTask;
import dev.minion.coordinator.pool.core.Worker;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An attempt that was sent to a worker, or that a worker or the ledger says is under way. */
final class Attempt {

    /** Where an attempt stands, as far as this coordinator knows. */
    enum Phase {
        /** Sent; no heartbeat has named it. */
        UNCONFIRMED,
        /** Its worker has named it. */
        CONFIRMED,
        /** The ledger is asked for the next attempt. */
        RELEASING,
        /** It could not be sent, and goes back to the window after a pause. */
        PAUSED
    }

    /** No run timeout, or no such moment. */
    static final long NEVER = Long.MAX_VALUE;

    final UUID id;

    /** Empty where only a heartbeat has told of it. */
    final String namespace;

    final long fence;
    final int partition;
    final long runNanos;

    /** How many slots of its worker it has. */
    final int slots;

    /** The queue of its key, or null where it has none or none is known. */
    @Nullable FairQueue queue;

    /** When its cancellation was asked for, or {@link #NEVER}. */
    long cancelAskedAt = NEVER;

    volatile @Nullable Worker worker;
    Phase phase = Phase.UNCONFIRMED;

    /** True once a heartbeat or the ledger has named it as running. */
    boolean started;

    /** When it was assigned here; {@link #NEVER} where it was adopted. */
    long assignedAt = NEVER;

    /** When it is taken for lost, unless it shows itself. */
    long dueAt;

    /** When the run timeout and its grace are over. */
    long runDueAt = NEVER;

    /** What goes back to the window; only while paused. */
    @Nullable ReadyTask task;

    ReleaseReason reason = ReleaseReason.RELEASE_REASON_UNSPECIFIED;

    /** The attempt of a task as the ledger tells of it. */
    static Attempt of(UUID id, long fence, ReadyTask task) {
        return new Attempt(
                id,
                task.getNamespace(),
                fence,
                task.getPartition(),
                task.getTimeouts().getRunMs(),
                slots(task));
    }

    private static int slots(ReadyTask task) {
        return task.hasDemands() ? Math.max(1, task.getDemands().getRouting().getSlots()) : 1;
    }

    Attempt(UUID id, String namespace, long fence, int partition, long runMillis, int slots) {
        this.id = id;
        this.namespace = namespace;
        this.fence = fence;
        this.partition = partition;
        this.runNanos = runMillis * 1_000_000;
        this.slots = slots;
    }
}
