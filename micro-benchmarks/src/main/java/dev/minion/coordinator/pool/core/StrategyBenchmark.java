package dev.minion.coordinator.pool.core;

import dev.minion.contracts.records.Heartbeat;
import dev.minion.contracts.tasks.Preference;
import dev.minion.contracts.tasks.Routing;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What the choice of a worker costs: of one task by itself, which looks at all workers; of one that
 * asks for more than a type; of a task among many that are assigned together; and what is learned
 * from an outcome.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 300, timeUnit = TimeUnit.MILLISECONDS)
public class StrategyBenchmark {

    private static final int TOGETHER = 256;

    @Param({"4", "100", "1000"})
    private int workers = 4;

    @Param({
        "round_robin",
        "least_loaded",
        "random",
        "capability_best",
        "latency_based",
        "weighted_round_robin"
    })
    private String strategy = "round_robin";

    private static final Route ROUTE =
            new Route(
                    Routing.newBuilder()
                            .addRequire("zone = eu, memory_gb > 16")
                            .addPrefer(Preference.newBuilder().setLabels("rack < 4").setWeight(10))
                            .setSlots(2)
                            .build());

    private Fleet fleet = BusyFleet.empty("round_robin");
    private final List<Worker> all = new ArrayList<>();
    private final List<Worker> chosen = new ArrayList<>();
    private int next;

    /** All workers are known, in part busy, and something was learned of each. */
    @Setup(Level.Trial)
    public void fill() {
        all.clear();
        List<Heartbeat> heartbeats =
                IntStream.range(0, workers).mapToObj(StrategyBenchmark::heartbeat).toList();
        fleet = BusyFleet.of(strategy, heartbeats, all);
    }

    private static Heartbeat heartbeat(int number) {
        return Heartbeat.newBuilder()
                .setWorkerId("worker-" + number + "-x7k2m9")
                .putLabels("zone", number % 2 == 0 ? "eu" : "us")
                .putLabels("memory_gb", "64")
                .putLabels("rack", Integer.toString(number % 16))
                .setCapacity(BusyFleet.SLOTS)
                .setPrefetch(TOGETHER)
                .setIntervalMs(1_000)
                .setSequence(1)
                .addCapabilities(BusyFleet.TYPE)
                .build();
    }

    /** A task comes by itself, and its slot is free again before the next one comes. */
    @Benchmark
    public Worker alone() {
        Worker worker = Objects.requireNonNull(fleet.preferred(BusyFleet.TYPE));
        fleet.take(worker, 1);
        fleet.free(worker, 1, false);
        return worker;
    }

    /** The same of a task that asks for labels and two slots. */
    @Benchmark
    public Worker routed() {
        Worker worker = Objects.requireNonNull(fleet.preferred(BusyFleet.TYPE, ROUTE));
        fleet.take(worker, 2);
        fleet.free(worker, 2, false);
        return worker;
    }

    /** Tasks of one type are assigned together, and end together. */
    @Benchmark
    @OperationsPerInvocation(TOGETHER)
    public int together() {
        chosen.clear();
        for (int i = 0; i < TOGETHER; i++) {
            Worker worker = Objects.requireNonNull(fleet.preferred(BusyFleet.TYPE));
            fleet.take(worker, 1);
            chosen.add(worker);
        }
        for (Worker worker : chosen) {
            fleet.free(worker, 1, false);
        }
        return chosen.size();
    }

    /** An attempt that was assigned here has ended. */
    @Benchmark
    public Worker learn() {
        Worker worker = all.get(next);
        next = next + 1 == all.size() ? 0 : next + 1;
        fleet.ended(worker.id(), BusyFleet.TYPE, true, 20);
        fleet.answered(worker, BusyFleet.TYPE, true, 25);
        return worker;
    }
}
