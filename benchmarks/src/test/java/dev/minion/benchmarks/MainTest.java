package dev.minion.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--runs 0",
                "--runs many",
                "--tasks 0",
                "--tasks 10000001",
                "--w2-tasks 0",
                "--warmup -1",
                "--batch 10001",
                "--connections 0",
                "--in-flight 0",
                "--timeout-s 0",
                "--workloads w9",
                "--url ftp://here",
                "--url http://here/and/there",
                "--namespace a/b",
                "--compare no-such-file.json",
                "--pids ledger",
                "--calibration-s 61",
                "--idle-s -1",
                "--backlog 0",
                "--backlog-tasks 0",
                "--overload-factor 0",
                "--overload-s 0",
                "--overload-connections 1001",
                "--peak-tasks 0",
                "--what"
            })
    void wrongUsageIsToldInASentenceAndEndsWith2(String arguments) {
        int code = bench(arguments);

        assertThat(code).isEqualTo(2);
        assertThat(err.toString()).contains(arguments.split(" ", 2)[0]);
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void aSuiteThatIsNotThereEndsWith3() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }

        int code = bench("--url http://127.0.0.1:" + port);

        assertThat(code).isEqualTo(3);
        assertThat(err.toString()).contains("cannot be reached");
    }

    @Test
    void jsonIsOneObjectWithTheMediansAndEachRun(@TempDir Path noStack) throws IOException {
        try (SuiteDouble suite = new SuiteDouble()) {
            int code = bench(small(suite, noStack) + " --json --ready-s 9.25 --commit abc");

            assertThat(err.toString()).contains("No processes to watch");
            assertThat(code).isZero();
            JsonNode report = JSON.readTree(out.toString());
            assertThat(report.path("cores").asInt()).isPositive();
            assertThat(report.path("commit").asText()).isEqualTo("abc");
            assertThat(report.path("ready_s").asDouble()).isEqualTo(9.25);
            assertThat(report.path("warmup_tasks").asInt()).isEqualTo(26 + 26 + 24 + 80 + 80 + 78);
            for (String name : List.of("w1", "w1s", "w2", "w2c", "w4", "w4s")) {
                JsonNode workload = report.path(name);
                assertThat(workload.path("tasks_per_s").asDouble()).as(name).isPositive();
                assertThat(workload.path("p50_ms").asDouble()).as(name).isPositive();
                assertThat(workload.path("p95_ms").asDouble()).as(name).isPositive();
                assertThat(workload.path("p99_ms").asDouble()).as(name).isPositive();
                assertThat(workload.path("cpu_s_per_1000").isNumber()).as(name).isTrue();
                assertThat(workload.path("cpu_s_by_process").has("driver")).as(name).isTrue();
                assertThat(workload.path("peak_rss_mib").isNumber()).as(name).isTrue();
                assertThat(workload.path("runs")).as(name).hasSize(2);
                double graphs = workload.path("graphs_per_s").asDouble();
                assertThat(graphs > 0).as(name).isEqualTo(name.startsWith("w4"));
            }
            assertThat(report.path("cold").path("runs")).hasSize(1);
            int measured = 2 * (30 + 30 + 5 + 5 + 30 + 15);
            assertThat(suite.tasks()).hasSize(30 + 26 + 26 + 24 + 80 + 80 + 78 + measured);
        }
    }

    @Test
    void coldIsOnlyOfAStackThatWasStartedJustNow(@TempDir Path noStack) throws IOException {
        try (SuiteDouble suite = new SuiteDouble()) {
            int alone = bench(small(suite, noStack) + " --workloads cold");

            assertThat(alone).isEqualTo(2);
            assertThat(err.toString()).contains("started just now");
            assertThat(suite.tasks()).isEmpty();

            int withOthers = bench(small(suite, noStack) + " --workloads cold,w2 --json");

            assertThat(withOthers).isZero();
            assertThat(err.toString()).contains("Without cold");
            assertThat(JSON.readTree(out.toString()).has("cold")).isFalse();
        }
    }

    @Test
    void eachMeasuredPartIsMarked(@TempDir Path noStack) throws IOException {
        try (SuiteDouble suite = new SuiteDouble()) {
            int code = bench(small(suite, noStack) + " --mark --workloads w1,w2");

            assertThat(code).isZero();
            List<String> marks =
                    out.toString().lines().filter(line -> line.startsWith("@")).toList();
            assertThat(marks).hasSize(8);
            assertThat(Stream.of(0, 2, 4, 6).map(marks::get))
                    .containsExactly("@start w1", "@start w1", "@start w2", "@start w2");
            JsonNode end = JSON.readTree(marks.get(7).substring("@end ".length()));
            assertThat(end.path("n").asInt()).isEqualTo(5);
            assertThat(end.path("secs").asDouble()).isPositive();
            assertThat(Stream.of("per_s", "p50", "p95", "p99").allMatch(end::has)).isTrue();
            assertThat(out.toString()).contains("tasks/s");
        }
    }

    @Test
    void theTableIsComparedWithAnEarlierReport(@TempDir Path folder) throws IOException {
        Path earlier = folder.resolve("earlier.json");
        Files.writeString(earlier, "{\"w2\": {\"tasks_per_s\": 0.001}}");
        try (SuiteDouble suite = new SuiteDouble()) {
            int code = bench(small(suite, folder) + " --workloads w2 --compare " + earlier);

            assertThat(code).isZero();
            assertThat(out.toString()).containsPattern("w2 +tasks_per_s [\\d.]{4,}x");
        }
    }

    @Test
    void whatIsSavedIsComparedWithLater(@TempDir Path folder) throws IOException {
        Path saved = folder.resolve("saved.json");
        try (SuiteDouble suite = new SuiteDouble()) {
            String once = small(suite, folder) + " --workloads w2";

            assertThat(bench(once + " --save " + saved)).isZero();
            assertThat(bench(once + " --compare " + saved)).isZero();

            assertThat(out.toString()).containsPattern("w2 +tasks_per_s [\\d.]+x");
        }
    }

    @Test
    void aRunThatFailsEndsWith1(@TempDir Path noStack) throws IOException {
        try (SuiteDouble suite = new SuiteDouble()) {
            suite.refusedTasks.set(1);

            int code = bench(small(suite, noStack) + " --workloads w1");

            assertThat(code).isEqualTo(1);
            assertThat(err.toString()).contains("79 of 80 tasks were accepted");
        }
    }

    private static String small(SuiteDouble suite, Path runDirectory) {
        return "--url "
                + suite.url()
                + " --run-dir "
                + runDirectory
                + " --calibration-s 0 --idle-s 0"
                + " --runs 2 --tasks 30 --w1-tasks 30 --batch 7 --connections 5 --w2-tasks 5 --warmup 80";
    }

    private int bench(String arguments) {
        return Main.run(
                arguments.split(" ", -1), new PrintWriter(out, true), new PrintWriter(err, true));
    }
}
