package dev.minion.coordinator.schedule.core;

import static dev.minion.coordinator.schedule.core.SimulatedNetwork.MILLI;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.minion.contracts.Ids;
import dev.minion.contracts.ledger.OpenTask;
import dev.minion.contracts.records.Heartbeat;
import dev.minion.contracts.records.ReadyTask;
import dev.minion.contracts.records.RunningAttempt;
import dev.minion.contracts.records.TaskChange;
import dev.minion.contracts.tasks.Fence;
import dev.minion.contracts.tasks.TaskStatus;
import dev.minion.contracts.tasks.Timeouts;
import dev.minion.coordinator.pool.core.Balance;
import dev.minion.coordinator.pool.core.BreakerPolicy;
import dev.minion.coordinator.pool.core.Fleet;
import dev.minion.coordinator.pool.core.FleetPolicy;
import dev.minion.coordinator.pool.core.LearningPolicy;
import dev.minion.coordinator.pool.core.Quality;
import dev.minion.coordinator.pool.core.StrategyChoice;
import dev.minion.coordinator.pool.core.StrategyName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;

/** A scheduler on a table: a test hands it events, moves its clock and reads its effects. */
public final class Desk {

    static final long SECOND = 1_000 * MILLI;

    final Fleet fleet =
            new Fleet(
                    new FleetPolicy(1, 4 * SECOND, 600 * SECOND, 100),
                    new Balance(
                            StrategyChoice.of(StrategyName.LEAST_LOADED),
                            new Quality(LearningPolicy.USUAL),
                            new SplittableRandom(1)),
                    BreakerPolicy.USUAL);
    final Scheduler scheduler;
    final List<Effect> effects = new ArrayList<>();
    private final Map<String, Long> sequences = new HashMap<>();
    long now;
    private int number;

    Desk(int window) {
        Policy policy =
                new Policy(
                        1,
                        window,
                        100,
                        100,
                        10 * SECOND,
                        10 * SECOND,
                        2 * SECOND,
                        5 * SECOND,
                        2 * SECOND,
                        5 * SECOND,
                        SECOND,
                        1,
                        50,
                        3 * SECOND / 2,
                        SECOND,
                        Map.of("heavy", 2.0));
        scheduler = new Scheduler(policy, fleet, 0);
        scheduler.on(Event.StandingKnown.NOTHING, 0);
    }

    /** A scheduler that owns partition 0 and has nothing to do. */
    public static Scheduler idleScheduler() {
        return settled(10).scheduler;
    }

    /** Owns partition 0, has read an empty ledger and has listened. */
    static Desk settled(int window) {
        Desk desk = new Desk(window);
        desk.tell(new Event.PartitionsAssigned(Set.of(0)));
        desk.answerOpen(List.of());
        desk.answerPage(List.of(), false);
        desk.pass(2 * SECOND);
        desk.answerPage(List.of(), false);
        desk.tell(new Event.ProbeAnswered(true));
        desk.effects.clear();
        return desk;
    }

    void tell(Event event) {
        scheduler.on(event, now);
        effects.addAll(scheduler.decide(now));
    }

    /** Time passes, in ticks. */
    void pass(long nanos) {
        long until = now + nanos;
        while (now < until) {
            now = Math.min(until, now + 200 * MILLI);
            tell(new Event.Tick());
        }
    }

    /** Time passes while a heartbeat of the worker comes each second. */
    void passWith(String worker, int capacity, long nanos, RunningAttempt... running) {
        for (long end = now + nanos; now < end; ) {
            pass(Math.min(SECOND, end - now));
            beat(worker, capacity, running);
        }
    }

    void beat(String worker, int capacity, RunningAttempt... running) {
        tell(new Event.HeartbeatArrived(heartbeat(worker, capacity, running).build()));
    }

    Heartbeat.Builder heartbeat(String worker, int capacity, RunningAttempt... running) {
        return Heartbeat.newBuilder()
                .setWorkerId(worker)
                .setCapacity(capacity)
                .setIntervalMs(1_000)
                .setSequence(sequences.merge(worker, 1L, Long::sum))
                .addCapabilities("a")
                .addAllRunning(List.of(running));
    }

    ReadyTask task(int priority) {
        return task("a", priority);
    }

    ReadyTask task(String type, int priority) {
        return ReadyTask.newBuilder()
                .setTaskId(Ids.toBytes(new UUID(0x7000L | (long) ++number << 16, 1L << 63)))
                .setType(type)
                .setPriority(priority)
                .setFence(fence(1))
                .build();
    }

    static ReadyTask withRunTimeout(ReadyTask task, long millis) {
        return task.toBuilder().setTimeouts(Timeouts.newBuilder().setRunMs(millis)).build();
    }

    static ReadyTask attempt(ReadyTask task, int attempt) {
        return task.toBuilder().setFence(fence(attempt)).build();
    }

    static Fence fence(int attempt) {
        return Fence.newBuilder().setEpoch(1).setAttempt(attempt).build();
    }

    static RunningAttempt running(ReadyTask task) {
        return RunningAttempt.newBuilder()
                .setTaskId(task.getTaskId())
                .setFence(task.getFence())
                .build();
    }

    static UUID id(ReadyTask task) {
        return Ids.fromBytes(task.getTaskId());
    }

    void ready(ReadyTask... tasks) {
        tell(new Event.ReadyArrived(List.of(tasks)));
    }

    void changed(ReadyTask task, TaskStatus status, boolean ended, String worker) {
        changed(task, status, ended, worker, "");
    }

    void changed(
            ReadyTask task, TaskStatus status, boolean ended, String worker, String errorCode) {
        tell(
                new Event.Changes(
                        List.of(
                                TaskChange.newBuilder()
                                        .setTaskId(task.getTaskId())
                                        .setFence(task.getFence())
                                        .setStatus(status)
                                        .setAttemptEnded(ended)
                                        .setWorkerId(worker)
                                        .setErrorCode(errorCode)
                                        .build())));
    }

    void completed(ReadyTask task) {
        changed(task, TaskStatus.COMPLETED, true, "w");
    }

    /** Answers the last page that was asked for. */
    void answerPage(List<ReadyTask> tasks, boolean more) {
        List<Effect.RequestPage> asked = all(Effect.RequestPage.class);
        if (!asked.isEmpty()) {
            effects.removeAll(asked);
            tell(
                    new Event.PageArrived(
                            0, asked.getLast().term(), tasks, more ? List.of(0) : List.of(), -1));
        }
    }

    void answerOpen(List<OpenTask> tasks) {
        Effect.RequestOpen asked = all(Effect.RequestOpen.class).getLast();
        effects.remove(asked);
        tell(new Event.OpenArrived(0, asked.term(), tasks));
    }

    <T extends Effect> List<T> all(Class<T> kind) {
        return effects.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** The tasks assigned since the last call, in order. */
    @CanIgnoreReturnValue
    List<UUID> takeAssigned() {
        List<UUID> assigned = all(Effect.Assign.class).stream().map(Effect.Assign::taskId).toList();
        effects.removeIf(Effect.Assign.class::isInstance);
        return assigned;
    }
}
