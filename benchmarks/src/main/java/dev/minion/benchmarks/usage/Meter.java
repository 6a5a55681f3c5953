package dev.minion.benchmarks.usage;

import dev.minion.benchmarks.figures.Consumed;
import java.time.Duration;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Watches processes from its making to {@link #read}. */
public final class Meter implements AutoCloseable {

    /** Seldom enough that looking costs under a thousandth of a core. */
    private static final long SAMPLE_MILLIS = Duration.ofMillis(500).toMillis();

    private final Processes processes;
    private final Map<String, Double> cpuAtStart;
    private final SortedMap<String, Double> peaks = new TreeMap<>();
    private final ScheduledExecutorService sampler =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("memory-sampler").factory());
    private double peakTotal;

    /** Starts to watch. */
    public Meter(Processes processes) {
        this.processes = processes;
        sample();
        var _ =
                sampler.scheduleAtFixedRate(
                        this::sample, SAMPLE_MILLIS, SAMPLE_MILLIS, TimeUnit.MILLISECONDS);
        cpuAtStart = processes.cpuSeconds();
    }

    private synchronized void sample() {
        SortedMap<String, Double> now = processes.memoryMib();
        now.forEach((name, mib) -> peaks.merge(name, mib, Math::max));
        peakTotal = Math.max(peakTotal, Processes.total(now));
    }

    /** What was used so far. */
    public synchronized Consumed read() {
        SortedMap<String, Double> used = new TreeMap<>();
        processes
                .cpuSeconds()
                .forEach((name, cpu) -> used.put(name, cpu - cpuAtStart.getOrDefault(name, 0.0)));
        sample();
        return new Consumed(used, new TreeMap<>(peaks), peakTotal);
    }

    @Override
    public void close() {
        sampler.shutdownNow();
    }
}
