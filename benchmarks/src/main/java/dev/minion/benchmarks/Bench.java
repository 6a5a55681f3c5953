package dev.minion.benchmarks;

import dev.minion.benchmarks.figures.Bytes;
import dev.minion.benchmarks.figures.Consumed;
import dev.minion.benchmarks.figures.Figures;
import dev.minion.benchmarks.figures.Timed;
import dev.minion.benchmarks.report.JsonReport;
import dev.minion.benchmarks.usage.Meter;
import dev.minion.benchmarks.usage.Processes;
import dev.minion.benchmarks.usage.Stores;
import dev.minion.benchmarks.workload.Workload;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** Runs workloads one after the other, with the meter beside them. */
final class Bench {

    private final Processes processes;
    private final Stores stores;
    private final @Nullable PrintWriter marks;
    private final PrintWriter progress;

    /**
     * Over these processes.
     *
     * @param stores that are asked what they have written
     * @param marks where each measured part is marked, or null
     * @param progress where people see what goes on
     */
    Bench(Processes processes, Stores stores, @Nullable PrintWriter marks, PrintWriter progress) {
        this.processes = processes;
        this.stores = stores;
        this.marks = marks;
        this.progress = progress;
    }

    Processes processes() {
        return processes;
    }

    /**
     * Does tasks that are not counted, so that the JVMs have compiled what is hot.
     *
     * @return how many
     */
    int warmUp(List<Workload> workloads, ToIntFunction<String> amount) throws IOException {
        int total = 0;
        for (Workload workload : workloads) {
            int tasks = amount.applyAsInt(workload.name());
            if (tasks > 0) {
                Timed timed = workload.run(tasks);
                total += timed.tasks();
                say("warm-up %s: %,d tasks, %,.0f/s", workload, timed);
            }
        }
        return total;
    }

    /** The figures of each run, by workload. */
    SortedMap<String, List<Figures>> measure(
            List<Workload> workloads, ToIntFunction<String> amount, int runs) throws IOException {
        SortedMap<String, List<Figures>> figures = new TreeMap<>();
        for (Workload workload : workloads) {
            List<Figures> each = new ArrayList<>();
            for (int run = 0; run < runs; run++) {
                each.add(measure(workload, amount.applyAsInt(workload.name())));
            }
            figures.put(workload.name(), each);
        }
        return figures;
    }

    private Figures measure(Workload workload, int tasks) throws IOException {
        Bytes before = stores.read();
        mark("@start " + workload.name());
        try (Meter meter = new Meter(processes)) {
            Timed timed = workload.run(tasks);
            Consumed consumed = meter.read().wrote(stores.read().since(before));
            Figures figures = Figures.of(timed, consumed);
            mark("@end " + JsonReport.mark(timed));
            say("%s: %,d tasks, %,.0f/s", workload, timed);
            return figures;
        }
    }

    private void mark(String line) {
        if (marks != null) {
            marks.println(line);
            marks.flush();
        }
    }

    private void say(String pattern, Workload workload, Timed timed) {
        progress.println(
                String.format(
                        Locale.ROOT,
                        pattern,
                        workload.name(),
                        timed.tasks(),
                        timed.tasksPerSecond()));
    }
}
