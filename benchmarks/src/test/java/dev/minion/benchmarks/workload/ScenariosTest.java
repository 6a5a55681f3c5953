package dev.minion.benchmarks.workload;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.minion.benchmarks.StandIn;
import dev.minion.benchmarks.SuiteDouble;
import dev.minion.benchmarks.figures.Findings;
import dev.minion.benchmarks.usage.Processes;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ScenariosTest {

    private final SuiteDouble server = new SuiteDouble();
    private final Suite suite = new Suite(server.endpoint(), Duration.ofSeconds(20));
    private final Completions completions = new Completions(server.endpoint());
    private final Processes processes = new Processes(Map.of());
    private final List<String> progress = new ArrayList<>();

    ScenariosTest() throws IOException {}

    @AfterEach
    void stop() throws IOException {
        completions.close();
        server.close();
    }

    @Test
    void completionsAreThoseOfTheLedgersMetrics() throws IOException {
        String page =
                """
                # TYPE minion_tasks_finished counter
                minion_tasks_finished_total{status="failed"} 7.0
                minion_tasks_finished_total{status="completed"} 1.84794E5
                """;

        assertThat(Completions.count(page)).isEqualTo(184_794);
        assertThat(Completions.count("")).as("before the first").isZero();
    }

    @Test
    void theBacklogComesInWhileTheWorkerIsHeldAndIsDrainedAfterwards() throws IOException {
        try (StandIn worker = new StandIn("worker")) {
            server.atWork = () -> !worker.stands();

            Findings findings = backlog(worker, true).run();

            assertThat(worker.stands()).isFalse();
            assertThat(server.tasks()).hasSize(400 + 100);
            assertThat(findings.value("tasks_per_s")).isPositive();
            assertThat(findings.value("fill_per_s")).isPositive();
            assertThat(findings.value("w1_tasks_per_s")).isEqualTo(50);
            assertThat(findings.value("ratio_to_w1"))
                    .isEqualTo(known(findings, "tasks_per_s") / 50);
            assertThat(completions.count()).isEqualTo(500);
        }
    }

    @Test
    void aBacklogThatIsNotDrainedIsOnlyCounted() throws IOException {
        try (StandIn worker = new StandIn("worker")) {
            server.atWork = () -> !worker.stands();

            Findings findings = backlog(worker, false).run();

            assertThat(findings.value("left_tasks")).isNotNull();
            assertThat(findings.value("drain_per_s")).isNull();
        }
    }

    @Test
    void tasksThatCompleteWhileTheWorkerIsHeldEndTheBacklog() throws IOException {
        try (StandIn worker = new StandIn("worker")) {
            Flood flood = Flood.batches(suite, "backlog", 2, 500);
            var plan = new Backlog.Plan(worker.pid(), 2_000, 100, true, 50);
            Backlog backlog =
                    new Backlog(suite, flood, completions, processes, plan, progress::add);

            assertThatThrownBy(backlog::run)
                    .isInstanceOf(IOException.class)
                    .hasMessage("2000 tasks completed meanwhile: the held worker is not alone");
            assertThat(worker.stands()).isFalse();
        }
    }

    @Test
    void anOverloadCountsWhatIsAcceptedAndWhatIsRefused() throws IOException {
        server.busyWhen = request -> request % 2 == 0;
        var plan = new Overload.Plan(200, 0.5, 1, 20, 8);

        Findings findings = overload(plan).run();

        double accepted = known(findings, "accepted_tasks");
        double refused = known(findings, "refused_429_tasks");
        double notSent = known(findings, "not_sent_tasks");
        assertThat(accepted).isPositive();
        assertThat(refused).isPositive();
        assertThat((accepted + refused + notSent) % 20).isZero();
        assertThat(findings.value("goodput_ratio")).isPositive();
        assertThat(findings.value("refused_429_without_retry_after")).isEqualTo(refused / 20);
        assertThat(findings.value("other_errors")).isZero();
        assertThat(findings.value("unanswered")).isZero();
        assertThat(findings.value("recovery_s")).isNotNull();
        assertThat(findings.value("followed_tasks")).isPositive();
        assertThat(findings.value("followed_not_seen_to_end")).isZero();
        assertThat(findings.value("end_to_end_p50_ms")).isPositive();
        assertThat(progress).anyMatch(line -> line.startsWith("overload: peak"));
    }

    @Test
    void eachOperationIsTimedWithOneSixteenAndSixtyFourClientsBatchesWithUpToSixteen()
            throws IOException {
        Findings findings =
                new Operations(suite, 64, Duration.ofSeconds(20), processes, progress::add).run();

        for (String operation :
                List.of(
                        "create",
                        "get",
                        "update",
                        "list_10",
                        "list_100",
                        "page_10",
                        "page_100",
                        "progress",
                        "create_500",
                        "get_500",
                        "update_500",
                        "progress_500")) {

            for (int clients : operation.endsWith("_500") ? List.of(1, 16) : List.of(1, 16, 64)) {
                String key = operation + "_" + clients;
                assertThat(findings.value(key + "_p50_ms")).as(key).isPositive();
                assertThat(findings.value(key + "_p99_ms")).as(key).isPositive();
                assertThat(findings.value(key + "_per_s")).as(key).isPositive();
            }
            if (!operation.endsWith("_500")) {
                assertThat(findings.value(operation + "_promised_p99_ms")).isPositive();
                assertThat(findings.value(operation + "_promised_not_sent")).isNotNegative();
            }
        }
        assertThat(findings.value("update_500_16_tasks_per_s")).isPositive();
        // Of a stand-in: its process may not have used a hundredth of a second.
        assertThat(findings.value("update_500_16_cpu_us_a_task")).isNotNegative();
        assertThat(server.paths().stream().filter(path -> path.endsWith("/cancel")).distinct())
                .as("what was left open")
                .hasSize(1_000);
    }

    private static double known(Findings findings, String key) {
        return requireNonNull(findings.value(key), key);
    }

    private Backlog backlog(StandIn worker, boolean drain) {
        return new Backlog(
                suite,
                Flood.batches(suite, "backlog", 2, 50),
                completions,
                processes,
                new Backlog.Plan(worker.pid(), 400, 100, drain, 50),
                progress::add);
    }

    private Overload overload(Overload.Plan plan) {
        return new Overload(
                suite,
                Flood.batches(suite, "w1", 2, 20),
                completions,
                processes,
                plan,
                progress::add);
    }
}
