package dev.minion.benchmarks.figures;

import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * The figures of one run, or the medians of several.
 *
 * @param tasks that were done
 * @param seconds from the first request until all were recorded complete
 * @param p50Millis and the other two: the latency of a request, or of a task where they went one by
 *     one, in milliseconds
 * @param cpuSecondsPer1000 tasks, of all processes including the driver
 * @param cpuSeconds of the whole part, by process
 * @param bytes that the servers wrote, of the whole part; unknown where nobody looked
 * @param peakMib the most memory seen at one moment, of all processes but the driver
 * @param peakMibByProcess the most memory seen of each
 */
public record Figures(
        int tasks,
        double seconds,
        double tasksPerSecond,
        double p50Millis,
        double p95Millis,
        double p99Millis,
        double cpuSecondsPer1000,
        SortedMap<String, Double> cpuSeconds,
        Bytes bytes,
        double peakMib,
        SortedMap<String, Double> peakMibByProcess) {

    private static final int TASKS_PER_GRAPH = 3;

    /** The rate of graphs, where the tasks came as such. */
    public double graphsPerSecond() {
        return tasksPerSecond / TASKS_PER_GRAPH;
    }

    /** Bytes of Postgres' log a task; null where unknown. */
    public @Nullable Double walBytesPerTask() {
        return perTask(bytes.wal());
    }

    /** Bytes on the brokers' disks a task; null where unknown. */
    public @Nullable Double kafkaBytesPerTask() {
        return perTask(bytes.kafka());
    }

    private @Nullable Double perTask(@Nullable Long total) {
        return total == null ? null : (Double) ((double) total / tasks);
    }

    /** CPU-seconds per 1,000 tasks, by process. */
    public SortedMap<String, Double> cpuSecondsPer1000ByProcess() {
        SortedMap<String, Double> each = new TreeMap<>();
        cpuSeconds.forEach((name, seconds) -> each.put(name, seconds * 1000 / tasks));
        return each;
    }

    /** The figures of one run. */
    public static Figures of(Timed timed, Consumed consumed) {
        return new Figures(
                timed.tasks(),
                timed.seconds(),
                timed.tasksPerSecond(),
                timed.percentileMillis(50),
                timed.percentileMillis(95),
                timed.percentileMillis(99),
                consumed.totalCpuSeconds() * 1000 / timed.tasks(),
                consumed.cpuSeconds(),
                consumed.bytes(),
                consumed.peakTotalMib(),
                consumed.peakMib());
    }

    /** The median of each figure by itself, so that one odd run changes none. */
    public static Figures medians(List<Figures> runs) {
        return new Figures(
                (int) median(runs, Figures::tasks),
                median(runs, Figures::seconds),
                median(runs, Figures::tasksPerSecond),
                median(runs, Figures::p50Millis),
                median(runs, Figures::p95Millis),
                median(runs, Figures::p99Millis),
                median(runs, Figures::cpuSecondsPer1000),
                medianByName(runs, Figures::cpuSeconds),
                new Bytes(
                        medianOfKnown(runs, run -> run.bytes().wal()),
                        medianOfKnown(runs, run -> run.bytes().kafka())),
                median(runs, Figures::peakMib),
                medianByName(runs, Figures::peakMibByProcess));
    }

    private static double median(List<Figures> runs, ToDoubleFunction<Figures> figure) {
        return Statistics.median(runs.stream().mapToDouble(figure).boxed().toList());
    }

    private static @Nullable Long medianOfKnown(
            List<Figures> runs, Function<Figures, @Nullable Long> figure) {
        List<Double> known =
                runs.stream().map(figure).filter(Objects::nonNull).map(Long::doubleValue).toList();
        return known.isEmpty() ? null : Math.round(Statistics.median(known));
    }

    private static SortedMap<String, Double> medianByName(
            List<Figures> runs, Function<Figures, SortedMap<String, Double>> figures) {
        SortedMap<String, Double> medians = new TreeMap<>();
        runs.stream()
                .flatMap(run -> figures.apply(run).keySet().stream())
                .distinct()
                .forEach(
                        name ->
                                medians.put(
                                        name,
                                        median(
                                                runs,
                                                run ->
                                                        figures.apply(run)
                                                                .getOrDefault(name, 0.0))));
        return medians;
    }
}
