package dev.minion.benchmarks.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.errorprone.annotations.FormatMethod;
import dev.minion.benchmarks.figures.Figures;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The report as people read it. */
public final class TableReport {

    private TableReport() {}

    /**
     * The text.
     *
     * @param earlier what {@code --json} printed another time, to compare with; or null
     */
    public static String of(Report report, @Nullable JsonNode earlier) {
        StringBuilder text = new StringBuilder();
        line(
                text,
                "%d cores, commit %s, after %,d tasks of warm-up; medians",
                report.cores(),
                report.commit(),
                report.warmupTasks());
        line(
                text,
                "ready in %s s, idle memory %s MiB",
                known(report.readySeconds()),
                known(report.idleMib()));
        line(text, "");
        line(
                text,
                "%-4s %8s %5s %9s %9s %8s %8s %8s %10s %9s",
                "",
                "tasks",
                "runs",
                "tasks/s",
                "graphs/s",
                "p50 ms",
                "p95 ms",
                "p99 ms",
                "CPU s/1000",
                "peak MiB");
        report.runs().forEach((name, runs) -> workload(text, name, runs));
        line(text, "");
        line(text, "CPU seconds per 1,000 tasks, by process:");
        report.runs().forEach((name, runs) -> line(text, "%-4s %s", name, cpu(runs)));
        if (earlier != null) {
            line(text, "");
            report.runs().forEach((name, runs) -> compare(text, name, runs, earlier.path(name)));
        }
        return text.toString();
    }

    private static void workload(StringBuilder text, String name, List<Figures> runs) {
        Figures f = Figures.medians(runs);
        line(
                text,
                "%-4s %,8d %5d %,9.0f %9s %8.2f %8.2f %8.2f %10.3f %9.0f",
                name,
                f.tasks(),
                runs.size(),
                f.tasksPerSecond(),
                Report.GRAPHS.contains(name) ? format("%,.0f", f.graphsPerSecond()) : "–",
                f.p50Millis(),
                f.p95Millis(),
                f.p99Millis(),
                f.cpuSecondsPer1000(),
                f.peakMib());
    }

    private static String cpu(List<Figures> runs) {
        Figures medians = Figures.medians(runs);
        return medians.cpuSeconds().entrySet().stream()
                .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
                .map(e -> format("%s %.3f", e.getKey(), e.getValue() * 1000 / medians.tasks()))
                .collect(Collectors.joining(", "));
    }

    private static void compare(
            StringBuilder text, String name, List<Figures> runs, JsonNode earlier) {
        Figures now = Figures.medians(runs);
        line(
                text,
                "%-4s against the earlier figures: tasks/s %s, p50 %s, CPU %s, memory %s",
                name,
                change(now.tasksPerSecond(), earlier.path("tasks_per_s")),
                change(now.p50Millis(), earlier.path("p50_ms")),
                change(now.cpuSecondsPer1000(), earlier.path("cpu_s_per_1000")),
                change(now.peakMib(), earlier.path("peak_rss_mib")));
    }

    private static String change(double now, JsonNode before) {
        return before.asDouble() == 0
                ? "?"
                : format("%+.0f %%", (now / before.asDouble() - 1) * 100);
    }

    private static String known(@Nullable Double value) {
        return value == null ? "?" : format("%.1f", value);
    }

    @FormatMethod
    private static void line(StringBuilder text, String pattern, Object... values) {
        text.append(format(pattern, values)).append('\n');
    }

    @FormatMethod
    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}
