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
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What the choice of a worker costs for a task with routing: labels that half of the workers have
 * are required, others preferred by weight. Each task comes by itself, so all workers are looked
 * at.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1, timeUnit = TimeUnit.SECONDS)
@Measurement(iterations = 3, time = 1, timeUnit = TimeUnit.SECONDS)
public class RoutingBenchmark {

    private static final Routing ROUTING =
            Routing.newBuilder()
                    .addRequire("zone = eu, memory_gb > 16")
                    .addRequire("gpu in (a100, h100), spot != true")
                    .addPrefer(Preference.newBuilder().setLabels("rack < 4").setWeight(10))
                    .addPrefer(Preference.newBuilder().setLabels("gpu = h100").setWeight(3))
                    .addPrefer(Preference.newBuilder().setLabels("disk").setWeight(1))
                    .build();

    @Param({"100", "1000"})
    private int workers = 100;

    /**
     * Sixteen sets of labels among all of them; or one of its own for each, and capabilities that
     * differ.
     */
    @Param({"alike", "apart"})
    private String labels = "alike";

    @Param({"least_loaded", "capability_best"})
    private String strategy = "least_loaded";

    private Fleet fleet = BusyFleet.empty("least_loaded");

    /** All workers are known, in part busy, and something was learned of each. */
    @Setup(Level.Trial)
    public void fill() {
        List<Heartbeat> heartbeats = IntStream.range(0, workers).mapToObj(this::heartbeat).toList();
        fleet = BusyFleet.of(strategy, heartbeats, new ArrayList<>());
    }

    private Heartbeat heartbeat(int number) {
        Heartbeat.Builder heartbeat =
                Heartbeat.newBuilder()
                        .setWorkerId("worker-" + number + "-x7k2m9")
                        .putLabels("zone", number % 2 == 0 ? "eu" : "us")
                        .putLabels("gpu", number % 4 < 2 ? "a100" : "h100")
                        .putLabels("memory_gb", "64")
                        .putLabels("rack", Integer.toString(number % 16))
                        .setCapacity(BusyFleet.SLOTS)
                        .setPrefetch(BusyFleet.SLOTS)
                        .setIntervalMs(1_000)
                        .setSequence(1)
                        .addCapabilities(BusyFleet.TYPE);
        if (labels.equals("apart")) {
            heartbeat.putLabels("host", "host-" + number).addCapabilities("demo.of-" + number % 20);
        }
        return heartbeat.build();
    }

    /** The routing is known, as that of a task whose like was there before. */
    @Benchmark
    public Worker known() {
        return chosen(fleet.routes().of(ROUTING));
    }

    /** The routing is new: it is compiled, and held against each set of labels. */
    @Benchmark
    public Worker unknown() {
        return chosen(new Route(ROUTING));
    }

    /** Its slot is free again before the next one comes. */
    private Worker chosen(Route route) {
        Worker worker = Objects.requireNonNull(fleet.preferred(BusyFleet.TYPE, route));
        fleet.take(worker, 1);
        fleet.free(worker, 1, false);
        return worker;
    }
}
