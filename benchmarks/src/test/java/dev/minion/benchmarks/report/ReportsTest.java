package dev.minion.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.minion.benchmarks.figures.Bytes;
import dev.minion.benchmarks.figures.Consumed;
import dev.minion.benchmarks.figures.Figure;
import dev.minion.benchmarks.figures.Figures;
import dev.minion.benchmarks.figures.Findings;
import dev.minion.benchmarks.figures.Idle;
import dev.minion.benchmarks.figures.Timed;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ReportsTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Report REPORT =
            new Report(
                    new Report.Setting(2, 400.0, "abc", 40_000, 9.5, 1_270.0),
                    new Idle(
                            new TreeMap<>(Map.of("ledger", 200.0, "worker", 150.0, "kafka", 400.0)),
                            new TreeMap<>(Map.of("ledger", 180.0, "worker", 130.0, "kafka", 380.0)),
                            new TreeMap<>(Map.of("ledger", 1.5, "worker", 0.5, "kafka", 2.0))),
                    new TreeMap<>(
                            Map.of(
                                    "w1", List.of(figures(20_000, new Bytes(30_000_000L, null))),
                                    "w4", List.of(figures(30_000, Bytes.UNKNOWN)))),
                    new TreeMap<>(
                            Map.of(
                                    "overload",
                                    new Findings(
                                            List.of(
                                                    Figure.of("goodput_ratio", 0.75),
                                                    new Figure("recovery_s", null)),
                                            new TreeMap<>(Map.of("ledger", 333.0))))));

    @Test
    void jsonHasEveryFigureUnderItsName() throws IOException {
        JsonNode json = JSON.readTree(JsonReport.of(REPORT));

        assertThat(json.path("calibration_units_per_s").asDouble()).isEqualTo(400);
        assertThat(json.path("idle").path("services_rss_mib").asDouble()).isEqualTo(350);
        assertThat(json.path("idle").path("services_pss_mib").asDouble()).isEqualTo(310);
        assertThat(json.path("idle").path("rss_mib").asDouble()).isEqualTo(750);
        assertThat(json.path("idle").path("services_cpu_percent").asDouble()).isEqualTo(2);
        assertThat(json.path("idle").path("cpu_percent").asDouble()).isEqualTo(4);
        assertThat(json.path("w1").path("wal_bytes_per_task").asDouble()).isEqualTo(1_500);
        assertThat(json.path("w1").path("kafka_bytes_per_task").isNull()).isTrue();
        assertThat(json.path("w4").path("graphs_per_s").asDouble()).isEqualTo(5_000);
        assertThat(json.path("w4").path("cpu_s_per_1000_by_process").path("ledger").asDouble())
                .isEqualTo(0.1);
        assertThat(json.path("overload").path("goodput_ratio").asDouble()).isEqualTo(0.75);
        assertThat(json.path("overload").path("recovery_s").isNull()).isTrue();
    }

    @Test
    void theTableTellsWhatIsKnownAndWhatIsNot() {
        String table = TableReport.of(REPORT, null);

        assertThat(table)
                .contains("2 cores (400 units of fixed work/s)")
                .contains(
                        "idle: 750 MiB and 4.0 % of a core, of these the services 350 MiB (310 with shared pages counted once) and 2.0 %")
                .containsPattern("w1 +20,000 .* 1,500 +\\?\n")
                .containsPattern("w4 +30,000 +1 +15,000 +5,000 ")
                .containsPattern("goodput_ratio +0\\.750\n")
                .containsPattern("recovery_s +\\?\n")
                .doesNotContain("Against");
    }

    @Test
    void everyFigureThatBothHaveIsComparedAsARatio() throws IOException {
        JsonNode earlier =
                JSON.readTree(
                        """
                        {"cores": 1, "ready_s": 19, "idle": {"rss_mib": 1500},
                         "w1": {"tasks": 1, "tasks_per_s": 20000, "p50_ms": 0,
                                "cpu_s_per_1000_by_process": {"ledger": 0.05, "gone": 1},
                                "wal_bytes_per_task": 1000, "runs": [{"tasks_per_s": 1}]},
                         "overload": {"goodput_ratio": 0.5, "recovery_s": 3},
                         "w9": {"tasks_per_s": 1}}
                        """);

        assertThat(Comparison.lines(JsonReport.tree(REPORT), earlier))
                .containsExactly(
                        "all      ready_s 0.50x",
                        "idle     rss_mib 0.50x",
                        "w1       tasks_per_s 0.50x, cpu_s_per_1000 of ledger 3.00x,"
                                + " wal_bytes_per_task 1.50x",
                        "overload goodput_ratio 1.50x");
        assertThat(TableReport.of(REPORT, earlier)).contains("tasks_per_s 0.50x");
    }

    private static Figures figures(int tasks, Bytes bytes) {
        return Figures.of(
                new Timed(tasks, 2_000_000_000, new long[] {5}),
                new Consumed(
                                new TreeMap<>(Map.of("ledger", 3.0)),
                                new TreeMap<>(Map.of("ledger", 300.0)),
                                300)
                        .wrote(bytes));
    }
}
