package dev.minion.benchmarks.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.minion.benchmarks.figures.Figures;
import dev.minion.benchmarks.figures.Findings;
import dev.minion.benchmarks.figures.Idle;
import dev.minion.benchmarks.figures.Timed;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The object that {@code --json} prints, and the one of an {@code @end} mark. */
public final class JsonReport {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final double THOUSANDTHS = 1000;

    private JsonReport() {}

    /** The whole report, as one line. */
    public static String of(Report report) {
        return text(tree(report));
    }

    static ObjectNode tree(Report report) {
        ObjectNode root = JSON.createObjectNode();
        Report.Setting setting = report.setting();
        root.put("cores", setting.cores());
        root.put("calibration_units_per_s", rounded(setting.calibration()));
        root.put("commit", setting.commit());
        root.put("warmup_tasks", setting.warmupTasks());
        root.put("ready_s", rounded(setting.readySeconds()));
        root.put("idle_rss_mib", rounded(setting.idleMib()));
        if (report.idle() != null) {
            root.set("idle", idle(report.idle()));
        }
        report.runs().forEach((name, runs) -> root.set(name, workload(name, runs)));
        report.findings().forEach((name, found) -> root.set(name, findings(found)));
        return root;
    }

    /** The object of a mark. */
    public static String mark(Timed timed) {
        return text(
                JSON.createObjectNode()
                        .put("n", timed.tasks())
                        .put("secs", rounded(timed.seconds()))
                        .put("per_s", rounded(timed.tasksPerSecond()))
                        .put("p50", rounded(timed.percentileMillis(50)))
                        .put("p95", rounded(timed.percentileMillis(95)))
                        .put("p99", rounded(timed.percentileMillis(99))));
    }

    private static ObjectNode idle(Idle idle) {
        ObjectNode node = JSON.createObjectNode();
        node.put("services_rss_mib", rounded(idle.servicesMib()));
        node.put("services_pss_mib", rounded(idle.servicesProportionalMib()));
        node.put("rss_mib", rounded(idle.totalMib()));
        node.put("services_cpu_percent", rounded(idle.servicesCpuPercent()));
        node.put("cpu_percent", rounded(idle.totalCpuPercent()));
        node.set("rss_mib_by_process", byName(idle.mib()));
        node.set("cpu_percent_by_process", byName(idle.cpuPercent()));
        return node;
    }

    private static ObjectNode workload(String name, List<Figures> runs) {
        ObjectNode node = figures(name, Figures.medians(runs));
        ArrayNode each = node.putArray("runs");
        runs.forEach(run -> each.add(figures(name, run)));
        return node;
    }

    private static ObjectNode figures(String name, Figures figures) {
        ObjectNode node = JSON.createObjectNode();
        node.put("tasks", figures.tasks());
        node.put("seconds", rounded(figures.seconds()));
        node.put("tasks_per_s", rounded(figures.tasksPerSecond()));
        if (Report.GRAPHS.contains(name)) {
            node.put("graphs_per_s", rounded(figures.graphsPerSecond()));
        }
        node.put("p50_ms", rounded(figures.p50Millis()));
        node.put("p95_ms", rounded(figures.p95Millis()));
        node.put("p99_ms", rounded(figures.p99Millis()));
        node.put("cpu_s_per_1000", rounded(figures.cpuSecondsPer1000()));
        node.set("cpu_s_per_1000_by_process", byName(figures.cpuSecondsPer1000ByProcess()));
        node.set("cpu_s_by_process", byName(figures.cpuSeconds()));
        if (Report.WEIGHED.contains(name)) {
            node.put("wal_bytes_per_task", rounded(figures.walBytesPerTask()));
            node.put("kafka_bytes_per_task", rounded(figures.kafkaBytesPerTask()));
        }
        node.put("peak_rss_mib", rounded(figures.peakMib()));
        node.set("peak_rss_mib_by_process", byName(figures.peakMibByProcess()));
        return node;
    }

    private static ObjectNode findings(Findings findings) {
        ObjectNode node = JSON.createObjectNode();
        findings.figures().forEach(figure -> node.put(figure.key(), rounded(figure.value())));
        node.set("peak_rss_mib_by_process", byName(findings.peakMib()));
        return node;
    }

    private static ObjectNode byName(Map<String, Double> values) {
        ObjectNode node = JSON.createObjectNode();
        values.forEach((name, value) -> node.put(name, rounded(value)));
        return node;
    }

    private static @Nullable Double rounded(@Nullable Double value) {
        return value == null ? null : Math.round(value * THOUSANDTHS) / THOUSANDTHS;
    }

    private static String text(ObjectNode node) {
        try {
            return JSON.writeValueAsString(node);
        } catch (JsonProcessingException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
