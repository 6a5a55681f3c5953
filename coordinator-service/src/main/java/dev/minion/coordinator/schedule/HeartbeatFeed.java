package dev.minion.coordinator.schedule;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.minion.contracts.FailureCode;
import dev.minion.contracts.records.Heartbeat;
import dev.minion.contracts.records.RunningAttempt;
import dev.minion.coordinator.schedule.core.Event;
import dev.minion.messaging.BatchHandler;
import dev.minion.messaging.DeadLetters;
import dev.minion.messaging.Received;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Brings the workers' heartbeats to the scheduler. */
final class HeartbeatFeed implements BatchHandler {

    private static final int ID_BYTES = 16;

    private final SchedulingLoop loop;
    private final DeadLetters deadLetters;
    private final int partitions;

    /**
     * A feed.
     *
     * @param partitions of tasks.assigned: a worker that reads another could not be reached
     */
    HeartbeatFeed(SchedulingLoop loop, DeadLetters deadLetters, int partitions) {
        this.loop = loop;
        this.deadLetters = deadLetters;
        this.partitions = partitions;
    }

    @Override
    public CompletionStage<Void> handle(List<Received> batch) {
        List<Event> heartbeats = new ArrayList<>(batch.size());
        List<CompletableFuture<Void>> waits = new ArrayList<>(1);
        for (Received record : batch) {
            try {
                Heartbeat heartbeat = Heartbeat.parseFrom(record.value());
                if (isSound(heartbeat)) {
                    heartbeats.add(new Event.HeartbeatArrived(heartbeat));
                } else {
                    waits.add(park(record, "worker id, partition, capacity or a task id"));
                }
            } catch (InvalidProtocolBufferException e) {
                waits.add(park(record, String.valueOf(e.getMessage())));
            }
        }
        if (!heartbeats.isEmpty()) {
            waits.add(loop.offer(heartbeats).toCompletableFuture());
        }
        return CompletableFuture.allOf(waits.toArray(CompletableFuture[]::new));
    }

    private boolean isSound(Heartbeat heartbeat) {
        if (heartbeat.getWorkerId().isEmpty()
                || heartbeat.getCapacity() < 0
                || heartbeat.getPrefetch() < 0
                || heartbeat.getAssignedPartition() < 0
                || heartbeat.getAssignedPartition() >= partitions) {
            return false;
        }
        for (RunningAttempt running : heartbeat.getRunningList()) {
            if (running.getTaskId().size() != ID_BYTES) {
                return false;
            }
        }
        return true;
    }

    private CompletableFuture<Void> park(Received record, String detail) {
        return deadLetters.park(record, FailureCode.UNDECODABLE, detail).toCompletableFuture();
    }
}
