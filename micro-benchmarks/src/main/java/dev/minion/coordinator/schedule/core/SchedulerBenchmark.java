package dev.minion.coordinator.schedule.core;

import dev.minion.contracts.Ids;
import dev.minion.contracts.records.Heartbeat;
import dev.minion.contracts.records.ReadyTask;
import dev.minion.contracts.records.TaskChange;
import dev.minion.contracts.tasks.Fence;
import dev.minion.contracts.tasks.TaskStatus;
import dev.minion.coordinator.pool.core.Balance;
import dev.minion.coordinator.pool.core.BreakerPolicy;
import dev.minion.coordinator.pool.core.Fleet;
import dev.minion.coordinator.pool.core.FleetPolicy;
import dev.minion.coordinator.pool.core.LearningPolicy;
import dev.minion.coordinator.pool.core.Quality;
import dev.minion.coordinator.pool.core.StrategyChoice;
import dev.minion.coordinator.pool.core.StrategyName;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What a task costs the scheduler: it arrives, is assigned, and completes. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class SchedulerBenchmark {

    private static final int READY = 10_000;
    private static final int WORKERS = 4;
    private static final int SLOTS = 64;
    private static final int TURN = WORKERS * SLOTS;
    private static final long SECOND = 1_000_000_000;
    private static final long TICK = SECOND / 5;
    private static final Fence FENCE = Fence.newBuilder().setEpoch(1).setAttempt(1).build();

    private final Ids ids = Ids.random(InstantSource.system());
    private Scheduler scheduler = fresh();
    private final List<Effect.Assign> underWay = new ArrayList<>();
    private List<Effect> effects = List.of();
    private List<TaskChange> completed = List.of();
    private List<ReadyTask> arriving = List.of();
    private long now;

    private static Scheduler fresh() {
        FleetPolicy fleet = new FleetPolicy(1, 4 * SECOND, 600 * SECOND, 100);
        Policy policy =
                new Policy(
                        1,
                        2 * READY,
                        64 << 20,
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
                        2 * SECOND,
                        Map.of());
        return new Scheduler(policy, new Fleet(fleet, balance(), BreakerPolicy.USUAL), 0);
    }

    private static Balance balance() {
        return new Balance(
                StrategyChoice.of(StrategyName.LEAST_LOADED),
                new Quality(LearningPolicy.USUAL),
                new SplittableRandom(1));
    }

    /** Owns its partition, has listened, and holds the ready tasks; all slots are taken. */
    @Setup(Level.Trial)
    public void fill() {
        scheduler = fresh();
        underWay.clear();
        now = 0;
        tell(Event.StandingKnown.NOTHING);
        tell(new Event.PartitionsAssigned(Set.of(0)));
        answerReads();
        for (int tick = 0; tick < 15; tick++) {
            now += TICK;
            tell(new Event.Tick());
            answerReads();
        }
        for (int worker = 0; worker < WORKERS; worker++) {
            tell(new Event.HeartbeatArrived(heartbeat("worker-" + worker)));
        }
        tell(new Event.ReadyArrived(tasks(READY + TURN)));
        if (scheduler.inFlight() != TURN || scheduler.waiting() != READY) {
            throw new IllegalStateException(
                    scheduler.inFlight() + " under way, " + scheduler.waiting() + " waiting");
        }
    }

    private void tell(Event event) {
        scheduler.on(event, now);
        effects = scheduler.decide(now);
        underWay.addAll(assigned());
    }

    private List<Effect.Assign> assigned() {
        return effects.stream()
                .filter(Effect.Assign.class::isInstance)
                .map(Effect.Assign.class::cast)
                .toList();
    }

    /** An empty ledger answers whatever is asked of it, until nothing is asked. */
    private void answerReads() {
        Deque<Effect> open = new ArrayDeque<>(effects);
        while (!open.isEmpty()) {
            effects = List.of();
            switch (open.remove()) {
                case Effect.RequestOpen read ->
                        tell(new Event.OpenArrived(0, read.term(), List.of()));
                case Effect.RequestPage read ->
                        tell(new Event.PageArrived(0, read.term(), List.of(), List.of(), -1));
                default -> {}
            }
            open.addAll(effects);
        }
    }

    /** What the turn needs is made outside the measured time. */
    @Setup(Level.Invocation)
    public void prepare() {
        if (underWay.isEmpty()) {
            underWay.addAll(assigned());
        }
        completed = underWay.stream().map(SchedulerBenchmark::completion).toList();
        underWay.clear();
        arriving = tasks(TURN);
    }

    /** As many tasks as there are slots complete, as many arrive, as many are assigned. */
    @Benchmark
    @OperationsPerInvocation(TURN)
    public List<Effect> completeAndAssign() {
        scheduler.on(new Event.ReadyArrived(arriving), now);
        scheduler.on(new Event.Changes(completed), now);
        effects = scheduler.decide(now);
        return effects;
    }

    int assignedInLastTurn() {
        return assigned().size();
    }

    private List<ReadyTask> tasks(int count) {
        List<ReadyTask> tasks = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            tasks.add(
                    ReadyTask.newBuilder()
                            .setTaskId(Ids.toBytes(ids.next()))
                            .setNamespace("bench")
                            .setType("demo.echo")
                            .setPriority(5)
                            .setFence(FENCE)
                            .build());
        }
        return tasks;
    }

    private static Heartbeat heartbeat(String worker) {
        return Heartbeat.newBuilder()
                .setWorkerId(worker)
                .setCapacity(SLOTS)
                .setIntervalMs(1_000)
                .setSequence(1)
                .addCapabilities("demo.echo")
                .build();
    }

    private static TaskChange completion(Effect.Assign assign) {
        return TaskChange.newBuilder()
                .setTaskId(assign.task().getTaskId())
                .setFence(assign.task().getFence())
                .setStatus(TaskStatus.COMPLETED)
                .setAttemptEnded(true)
                .setWorkerId(assign.workerId())
                .setType(assign.task().getType())
                .setRunMs(1)
                .build();
    }
}
