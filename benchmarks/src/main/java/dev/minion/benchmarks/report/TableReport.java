package dev.minion.benchmarks.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.errorprone.annotations.FormatMethod;
import dev.minion.benchmarks.figures.Figure;
import dev.minion.benchmarks.figures.Figures;
import dev.minion.benchmarks.figures.Findings;
import dev.minion.benchmarks.figures.Idle;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The report as people read it. */
public final class TableReport {

    private static final String NONE = "–";

    private TableReport() {}

    /**
     * The text.
     *
     * @param earlier what {@code --json} printed another time, to compare with; or null
     */
    public static String of(Report report, @Nullable JsonNode earlier) {
        StringBuilder text = new StringBuilder();
        setting(text, report.setting());
        if (report.idle() != null) {
            idle(text, report.idle());
        }
        if (!report.runs().isEmpty()) {
            runs(text, report);
        }
        report.findings().forEach((name, findings) -> findings(text, name, findings));
        if (earlier != null) {
            line(text, "");
            line(text, "Against the earlier figures:");
            Comparison.lines(JsonReport.tree(report), earlier)
                    .forEach(each -> line(text, "%s", each));
        }
        return text.toString();
    }

    private static void setting(StringBuilder text, Report.Setting setting) {
        line(
                text,
                "%d cores (%s units of fixed work/s), commit %s, after %,d tasks of warm-up; medians",
                setting.cores(),
                known("%,.0f", setting.calibration()),
                setting.commit(),
                setting.warmupTasks());
        line(
                text,
                "ready in %s s, idle memory %s MiB",
                known("%.1f", setting.readySeconds()),
                known("%.1f", setting.idleMib()));
    }

    private static void idle(StringBuilder text, Idle idle) {
        line(text, "");
        line(
                text,
                "idle: %.0f MiB and %.1f %% of a core, of these the services %.0f MiB (%.0f with shared pages counted once) and %.1f %%",
                idle.totalMib(),
                idle.totalCpuPercent(),
                idle.servicesMib(),
                idle.servicesProportionalMib(),
                idle.servicesCpuPercent());
        line(text, "  MiB: %s", byName("%.0f", idle.mib()));
        line(text, "  %% of a core: %s", byName("%.1f", idle.cpuPercent()));
    }

    private static void runs(StringBuilder text, Report report) {
        line(text, "");
        line(
                text,
                "%-4s %8s %5s %9s %9s %8s %8s %8s %10s %9s %8s %8s",
                "",
                "tasks",
                "runs",
                "tasks/s",
                "graphs/s",
                "p50 ms",
                "p95 ms",
                "p99 ms",
                "CPU s/1000",
                "peak MiB",
                "WAL B",
                "Kafka B");
        report.runs().forEach((name, runs) -> workload(text, name, runs));
        line(text, "");
        line(text, "CPU seconds per 1,000 tasks, by process:");
        report.runs()
                .forEach(
                        (name, runs) -> {
                            Figures medians = Figures.medians(runs);
                            String each = byName("%.3f", medians.cpuSecondsPer1000ByProcess());
                            line(text, "%-4s %s", name, each);
                        });
    }

    private static void workload(StringBuilder text, String name, List<Figures> runs) {
        Figures f = Figures.medians(runs);
        boolean weighed = Report.WEIGHED.contains(name);
        line(
                text,
                "%-4s %,8d %5d %,9.0f %9s %8.2f %8.2f %8.2f %10.3f %9.0f %8s %8s",
                name,
                f.tasks(),
                runs.size(),
                f.tasksPerSecond(),
                Report.GRAPHS.contains(name) ? format("%,.0f", f.graphsPerSecond()) : NONE,
                f.p50Millis(),
                f.p95Millis(),
                f.p99Millis(),
                f.cpuSecondsPer1000(),
                f.peakMib(),
                weighed ? known("%,.0f", f.walBytesPerTask()) : NONE,
                weighed ? known("%,.0f", f.kafkaBytesPerTask()) : NONE);
    }

    private static void findings(StringBuilder text, String name, Findings findings) {
        line(text, "");
        line(text, "%s", name);
        for (Figure figure : findings.figures()) {
            line(text, "  %-34s %14s", figure.key(), known(pattern(figure), figure.value()));
        }
        line(text, "  peak MiB: %s", byName("%.0f", findings.peakMib()));
    }

    private static String pattern(Figure figure) {
        boolean whole = figure.value() != null && figure.value() == Math.rint(figure.value());
        return whole ? "%,.0f" : "%,.3f";
    }

    /** The largest first. */
    private static String byName(String pattern, Map<String, Double> values) {
        return values.entrySet().stream()
                .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
                .map(e -> e.getKey() + " " + known(pattern, e.getValue()))
                .collect(Collectors.joining(", "));
    }

    private static String known(String pattern, @Nullable Double value) {
        return value == null ? "?" : String.format(Locale.ROOT, pattern, value);
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
