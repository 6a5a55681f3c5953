package dev.minion.coordinator.schedule;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.minion.contracts.FailureCode;
import dev.minion.contracts.records.ReadyTask;
import dev.minion.coordinator.schedule.core.Event;
import dev.minion.messaging.BatchHandler;
import dev.minion.messaging.DeadLetters;
import dev.minion.messaging.OwnershipListener;
import dev.minion.messaging.Received;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Brings records of tasks.ready, and the ownership of its partitions, to the scheduler. */
final class ReadyFeed implements BatchHandler, OwnershipListener {

    private static final int ID_BYTES = 16;

    private final SchedulingLoop loop;
    private final DeadLetters deadLetters;

    /** Immutable; replaced on the subscription's thread. */
    private volatile Set<Integer> owned = Set.of();

    ReadyFeed(SchedulingLoop loop, DeadLetters deadLetters) {
        this.loop = loop;
        this.deadLetters = deadLetters;
    }

    @Override
    public CompletionStage<Void> handle(List<Received> batch) {
        List<ReadyTask> tasks = new ArrayList<>(batch.size());
        List<CompletableFuture<Void>> waits = new ArrayList<>(1);
        for (Received record : batch) {
            try {
                ReadyTask task = ReadyTask.parseFrom(record.value());
                if (task.getTaskId().size() == ID_BYTES) {
                    tasks.add(task);
                } else {
                    waits.add(park(record, "a task id has 16 bytes"));
                }
            } catch (InvalidProtocolBufferException e) {
                waits.add(park(record, String.valueOf(e.getMessage())));
            }
        }
        if (!tasks.isEmpty()) {
            waits.add(loop.offer(List.of(new Event.ReadyArrived(tasks))).toCompletableFuture());
        }
        return CompletableFuture.allOf(waits.toArray(CompletableFuture[]::new));
    }

    /** What is owned now, for any thread. */
    Set<Integer> partitions() {
        return owned;
    }

    private CompletableFuture<Void> park(Received record, String detail) {
        return deadLetters.park(record, FailureCode.UNDECODABLE, detail).toCompletableFuture();
    }

    @Override
    public void assigned(Set<Integer> partitions) {
        Set<Integer> now = new HashSet<>(owned);
        now.addAll(partitions);
        // The scheduler opens the windows before anything is handed over to them.
        loop.answer(new Event.PartitionsAssigned(Set.copyOf(partitions)));
        owned = Set.copyOf(now);
    }

    @Override
    public void revoked(Set<Integer> partitions) {
        Set<Integer> now = new HashSet<>(owned);
        now.removeAll(partitions);
        owned = Set.copyOf(now);
        loop.answer(new Event.PartitionsRevoked(Set.copyOf(partitions)));
    }
}
