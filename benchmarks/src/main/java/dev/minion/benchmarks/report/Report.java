package dev.minion.benchmarks.report;

import dev.minion.benchmarks.figures.Figures;
import dev.minion.benchmarks.figures.Findings;
import dev.minion.benchmarks.figures.Idle;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * All that was found.
 *
 * @param setting in which it was found
 * @param idle what the stack used before the first task; null where it was not started just now
 * @param runs by workload
 * @param findings by scenario
 */
public record Report(
        Setting setting,
        @Nullable Idle idle,
        SortedMap<String, List<Figures>> runs,
        SortedMap<String, Findings> findings) {

    /** The workloads whose tasks come as graphs of three. */
    static final Set<String> GRAPHS = Set.of("w4", "w4s");

    /** The workloads of so many tasks that the bytes of heartbeats do not count. */
    static final Set<String> WEIGHED = Set.of("cold", "w1", "w1s", "w4");

    /**
     * Where and when.
     *
     * @param cores of the machine
     * @param calibration units of fixed work that the machine did a second; null where not asked
     * @param commit of the suite, {@code unknown} where it cannot be told
     * @param warmupTasks that were done first and not counted
     * @param readySeconds that the stack took to be ready; null where nobody said
     * @param idleMib memory of all processes before the first task; null where none are watched
     */
    public record Setting(
            int cores,
            @Nullable Double calibration,
            String commit,
            int warmupTasks,
            @Nullable Double readySeconds,
            @Nullable Double idleMib) {}
}
