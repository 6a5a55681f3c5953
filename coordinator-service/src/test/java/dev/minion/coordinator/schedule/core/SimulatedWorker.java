package dev.minion.coordinator.schedule.core;

import static dev.minion.coordinator.schedule.core.SimulatedNetwork.MILLI;

import dev.minion.contracts.Ids;
import dev.minion.contracts.records.Heartbeat;
import dev.minion.contracts.records.RunningAttempt;
import dev.minion.contracts.tasks.Fence;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;

/** A worker that may die, or sleep and wake up. Claims keep a fence from being run twice. */
final class SimulatedWorker {

    final String id;
    final int capacity;
    private final List<String> types;
    private final SimulatedNetwork network;
    private final SimulatedLedger ledger;
    private final Map<String, String> claims;
    private final Consumer<Heartbeat> beats;
    final Map<UUID, Integer> running = new LinkedHashMap<>();
    private long sequence;
    private long pausedUntil;
    boolean dead;
    boolean stopped;
    int overfull;

    SimulatedWorker(
            String id,
            int capacity,
            List<String> types,
            SimulatedNetwork network,
            SimulatedLedger ledger,
            Map<String, String> claims,
            Consumer<Heartbeat> beats) {
        this.id = id;
        this.capacity = capacity;
        this.types = types;
        this.network = network;
        this.ledger = ledger;
        this.claims = claims;
        this.beats = beats;
        network.in(network.random.nextLong(1_000 * MILLI), this::beat);
    }

    void pause(long nanos) {
        pausedUntil = network.now + nanos;
    }

    /** Runs the step now, or when the worker wakes up; never once it is dead. */
    private void whenAwake(Runnable step) {
        if (network.now < pausedUntil) {
            network.at(pausedUntil, () -> whenAwake(step));
        } else if (!dead) {
            step.run();
        }
    }

    private void beat() {
        whenAwake(
                () -> {
                    sendBeat();
                    if (!stopped) {
                        network.in(1_000 * MILLI, this::beat);
                    }
                });
    }

    private void sendBeat() {
        Heartbeat.Builder beat =
                Heartbeat.newBuilder()
                        .setWorkerId(id)
                        .setCapacity(capacity)
                        .addAllCapabilities(types)
                        .setSequence(++sequence)
                        .setIntervalMs(1_000)
                        .setStopped(stopped);
        running.forEach(
                (task, attempt) ->
                        beat.addRunning(
                                RunningAttempt.newBuilder()
                                        .setTaskId(Ids.toBytes(task))
                                        .setPartition(ledger.partition(task))
                                        .setFence(fence(attempt))));
        Heartbeat sent = beat.build();
        network.unreliable(() -> beats.accept(sent));
    }

    static Fence fence(int attempt) {
        return Fence.newBuilder().setEpoch(1).setAttempt(attempt).build();
    }

    void assigned(UUID task, int attempt) {
        whenAwake(() -> accept(task, attempt));
    }

    private void accept(UUID task, int attempt) {
        if (stopped) {
            return;
        }
        if (running.size() >= capacity) {
            overfull++;
            network.reliable(() -> ledger.returned(task, attempt, id));
            return;
        }
        if (claims.putIfAbsent(task + "/" + attempt, id) != null) {
            return;
        }
        ledger.checkGranted(task, attempt, id);
        running.put(task, attempt);
        boolean slow = network.chance(0.05);
        long length = network.random.nextLong(5, slow ? 8_000 : 300) * MILLI;
        if (length > 200 * MILLI) {
            network.reliable(() -> ledger.started(task, attempt, id));
        }
        network.in(length, () -> whenAwake(() -> finish(task, attempt)));
    }

    private void finish(UUID task, int attempt) {
        if (running.remove(task, attempt)) {
            network.reliable(() -> ledger.completed(task, attempt, id));
        }
    }

    void cancelled(UUID task, int attempt) {
        whenAwake(() -> running.remove(task, attempt));
    }

    /** Goes politely: hands nothing back here, so that the scheduler has to find out. */
    void stop() {
        stopped = true;
        running.clear();
        sendBeat();
    }
}
