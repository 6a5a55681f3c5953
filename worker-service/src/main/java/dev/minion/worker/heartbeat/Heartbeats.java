package dev.minion.worker.heartbeat;

import com.google.protobuf.ByteString;
import dev.minion.contracts.Micros;
import dev.minion.contracts.TelemetryKeys;
import dev.minion.contracts.Topics;
import dev.minion.contracts.records.Heartbeat;
import dev.minion.contracts.records.RunningAttempt;
import dev.minion.messaging.CloudEvents;
import dev.minion.messaging.Message;
import dev.minion.messaging.Messaging;
import dev.minion.messaging.Publisher;
import dev.minion.worker.drain.DrainState;
import dev.minion.worker.registration.WorkerConfig;
import dev.minion.worker.registration.WorkerIdentity;
import dev.minion.worker.run.Attempt;
import dev.minion.worker.run.AttemptRegister;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** Makes and publishes heartbeats. */
@Singleton
public class Heartbeats {

    /** Between two heartbeats out of turn. */
    private static final long SHORTEST_NANOS = Duration.ofMillis(100).toNanos();

    private final Publisher publisher;
    private final WorkerIdentity identity;
    private final WorkerConfig config;
    private final AttemptRegister register;
    private final DrainState drain;
    private final CloudEvents events;
    private final AtomicLong sequence = new AtomicLong();
    private final AtomicBoolean underWay = new AtomicBoolean();
    private final Prefetch prefetch;
    private volatile long lastNanos = System.nanoTime();
    private volatile boolean wanted;
    private volatile boolean registered;

    Heartbeats(
            Messaging messaging,
            WorkerIdentity identity,
            WorkerConfig config,
            AttemptRegister register,
            DrainState drain) {
        this.publisher = messaging.publisher();
        this.identity = identity;
        this.config = config;
        this.register = register;
        this.drain = drain;
        this.prefetch = new Prefetch(config.prefetch(), System.nanoTime());
        this.events =
                new CloudEvents(TelemetryKeys.CE_HEARTBEAT, "/minion/worker/" + identity.id());
        register.onRoom(() -> wanted = true);
    }

    /** Whether a heartbeat has been acknowledged: coordinators can know this worker. */
    public boolean registered() {
        return registered;
    }

    /** Beats when it is time to; one at a time, so that none piles up while Kafka is away. */
    public void step(long nowNanos) {
        long since = nowNanos - lastNanos;
        boolean due = since >= config.heartbeatInterval().toNanos() || !registered;
        boolean early = wanted && since >= SHORTEST_NANOS;
        if ((due || early) && underWay.compareAndSet(false, true)) {
            lastNanos = nowNanos;
            wanted = false;
            var _ =
                    beat(false)
                            .whenComplete(
                                    (nothing, failure) -> {
                                        registered |= failure == null;
                                        underWay.set(false);
                                    });
        }
    }

    /** The last heartbeat: nothing runs any more. */
    public CompletionStage<Void> sayStopped() {
        return beat(true);
    }

    private CompletionStage<Void> beat(boolean stopped) {
        Heartbeat.Builder beat =
                Heartbeat.newBuilder()
                        .setWorkerId(identity.id())
                        .setName(identity.name())
                        .setHost(identity.host())
                        .setAddress(identity.address())
                        .setVersion(identity.version())
                        .addAllCapabilities(identity.capabilities())
                        .putAllLabels(identity.labels())
                        .setCapacity(config.capacity())
                        .setPrefetch(prefetch.wanted(register.released(), System.nanoTime()))
                        .setAssignedPartition(identity.assignedPartition())
                        .setSequence(sequence.incrementAndGet())
                        .setStartedAtUs(Micros.of(identity.startedAt()))
                        .setIntervalMs(config.heartbeatInterval().toMillis())
                        .setDraining(drain.draining())
                        .setStopped(stopped)
                        .setRole(config.role())
                        .setMetadata(ByteString.copyFromUtf8("{}"));
        long nowNanos = System.nanoTime();
        for (Attempt attempt : register.all()) {
            beat.addRunning(
                    RunningAttempt.newBuilder()
                            .setTaskId(attempt.assignment().getTaskId())
                            .setPartition(attempt.assignment().getPartition())
                            .setFence(attempt.assignment().getFence())
                            .setRunLeftMs(attempt.extendedLeft(nowNanos))
                            .setSlots(attempt.assignment().getSlots())
                            .setWaiting(attempt.waits()));
        }
        return publisher.publish(
                List.of(
                        new Message(
                                Topics.HEARTBEATS,
                                Message.BY_KEY,
                                identity.id().getBytes(StandardCharsets.UTF_8),
                                beat.build().toByteArray(),
                                events.headers(identity.id() + "/" + beat.getSequence(), ""))));
    }
}
