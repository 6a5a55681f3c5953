package dev.minion.benchmarks.report;

import dev.minion.benchmarks.figures.Figures;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * All that was found.
 *
 * @param cores of the machine
 * @param commit of the suite, {@code unknown} where it cannot be told
 * @param warmupTasks that were done first and not counted
 * @param readySeconds that the stack took to be ready; null where nobody said
 * @param idleMib memory of all processes before the first task; null where none are watched
 * @param runs by workload
 */
public record Report(
        int cores,
        String commit,
        int warmupTasks,
        @Nullable Double readySeconds,
        @Nullable Double idleMib,
        SortedMap<String, List<Figures>> runs) {

    /** The workloads whose tasks come as graphs of three. */
    static final Set<String> GRAPHS = Set.of("w4", "w4s");
}
