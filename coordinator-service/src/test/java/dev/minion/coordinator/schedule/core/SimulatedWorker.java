package dev.minion.coordinator.schedule.core;

import static dev.minion.coordinator.schedule.core.SimulatedNetwork.MILLI;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.minion.contracts.Ids;
import dev.minion.contracts.records.Heartbeat;
import dev.minion.contracts.records.RunningAttempt;
import dev.minion.contracts.tasks.Fence;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/** A worker that may die, or sleep and wake up. Claims keep a fence from being run twice. */
final class SimulatedWorker {

    final String id;
    final int capacity;
    final Map<String, String> labels;
    private final List<String> types;
    private final SimulatedNetwork network;
    private final SimulatedLedger ledger;
    private final Map<String, String> claims;
    private final Consumer<Heartbeat> beats;

    /** An attempt that has its slots here, or waits for them. */
    private record Held(int attempt, int slots, boolean begun) {}

    private final Map<UUID, Held> held = new LinkedHashMap<>();
    private long sequence;
    private long pausedUntil;
    boolean dead;
    boolean stopped;
    int overfull;

    /** At tasks of these types it fails. */
    final Set<String> failing = new HashSet<>();

    /** How many attempts have ended here, by type. */
    final Map<String, Integer> ended = new HashMap<>();

    SimulatedWorker(
            String id,
            int capacity,
            List<String> types,
            Map<String, String> labels,
            SimulatedNetwork network,
            SimulatedLedger ledger,
            Map<String, String> claims,
            Consumer<Heartbeat> beats) {
        this.id = id;
        this.capacity = capacity;
        this.types = types;
        this.labels = labels;
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
                        .setName(RandomRoutings.name(id))
                        .putAllLabels(labels)
                        .setCapacity(capacity)
                        .addAllCapabilities(types)
                        .setSequence(++sequence)
                        .setIntervalMs(1_000)
                        .setStopped(stopped);
        held.forEach(
                (task, one) ->
                        beat.addRunning(
                                RunningAttempt.newBuilder()
                                        .setTaskId(Ids.toBytes(task))
                                        .setPartition(ledger.partition(task))
                                        .setFence(fence(one.attempt))
                                        .setSlots(one.slots)
                                        .setWaiting(!one.begun)));
        Heartbeat sent = beat.build();
        network.unreliable(() -> beats.accept(sent));
    }

    static Fence fence(int attempt) {
        return Fence.newBuilder().setEpoch(1).setAttempt(attempt).build();
    }

    void assigned(UUID task, int attempt, int slots) {
        whenAwake(() -> accept(task, attempt, slots));
    }

    private void accept(UUID task, int attempt, int slots) {
        if (stopped) {
            return;
        }
        int taken = slots(false);
        if (taken + slots > capacity && (slots == 1 || taken > capacity)) {
            overfull++;
            network.reliable(() -> ledger.returned(task, attempt, id));
            return;
        }
        if (claims.putIfAbsent(task + "/" + attempt, id) != null) {
            return;
        }
        held.put(task, new Held(attempt, slots, false));
        beginWhatFits();
    }

    private int slots(boolean ofBegun) {
        return held.values().stream()
                .filter(one -> one.begun || !ofBegun)
                .mapToInt(Held::slots)
                .sum();
    }

    /** In the order in which they came. */
    private void beginWhatFits() {
        for (Map.Entry<UUID, Held> entry : held.entrySet()) {
            Held one = entry.getValue();
            if (!one.begun) {
                if (slots(true) + one.slots > capacity) {
                    return;
                }
                entry.setValue(new Held(one.attempt, one.slots, true));
                run(entry.getKey(), one.attempt);
            }
        }
    }

    private void run(UUID task, int attempt) {
        ledger.checkGranted(task, attempt, id);
        boolean slow = network.chance(0.05);
        long length = network.random.nextLong(5, slow ? 8_000 : 300) * MILLI;
        if (length > 200 * MILLI) {
            network.reliable(() -> ledger.started(task, attempt, id));
        }
        network.in(length, () -> whenAwake(() -> finish(task, attempt)));
    }

    @CanIgnoreReturnValue
    private boolean left(UUID task, int attempt) {
        Held one = held.get(task);
        if (one == null || one.attempt != attempt) {
            return false;
        }
        held.remove(task);
        beginWhatFits();
        return true;
    }

    private void finish(UUID task, int attempt) {
        if (left(task, attempt)) {
            String type = ledger.type(task);
            ended.merge(type, 1, Integer::sum);
            if (failing.contains(type)) {
                network.reliable(() -> ledger.failed(task, attempt, id));
            } else {
                network.reliable(() -> ledger.completed(task, attempt, id));
            }
        }
    }

    void cancelled(UUID task, int attempt) {
        whenAwake(() -> left(task, attempt));
    }

    /** Goes politely: hands nothing back here, so that the scheduler has to find out. */
    void stop() {
        stopped = true;
        held.clear();
        sendBeat();
    }
}
