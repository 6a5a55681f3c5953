package dev.minion.benchmarks.usage;

import dev.minion.benchmarks.figures.Idle;
import java.time.Duration;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;

/** Looks at processes that have nothing to do. */
public final class IdleWatch {

    private static final Duration STEP = Duration.ofSeconds(1);

    /** Of one core, of all processes: below it the start is over. */
    private static final double CALM_PERCENT = 8;

    private static final double PERCENT = 100;

    private final Processes processes;

    public IdleWatch(Processes processes) {
        this.processes = processes;
    }

    /** Waits until the processes use little CPU, at most for the given time. */
    public void settle(Duration longest) {
        long end = System.nanoTime() + longest.toNanos();
        while (System.nanoTime() < end && watch(STEP).totalCpuPercent() > CALM_PERCENT) {
            // Look again.
        }
    }

    /** What they use over this time. */
    public Idle watch(Duration time) {
        long start = System.nanoTime();
        Map<String, Double> before = processes.cpuSeconds();
        long end = start + time.toNanos();
        for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        SortedMap<String, Double> percent = new TreeMap<>();
        processes
                .cpuSeconds()
                .forEach(
                        (name, cpu) ->
                                percent.put(
                                        name,
                                        (cpu - before.getOrDefault(name, cpu))
                                                / seconds
                                                * PERCENT));
        SortedMap<String, Double> mib = new TreeMap<>(processes.memoryMib());
        SortedMap<String, Double> proportional = new TreeMap<>(processes.proportionalMib());
        mib.remove(Processes.DRIVER);
        proportional.remove(Processes.DRIVER);
        percent.remove(Processes.DRIVER);
        return new Idle(mib, proportional, percent);
    }
}
