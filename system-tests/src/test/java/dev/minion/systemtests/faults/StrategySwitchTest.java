package dev.minion.systemtests.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.minion.localstack.LocalServer;
import dev.minion.localstack.stack.ServiceProcess;
import dev.minion.systemtests.suite.Http;
import dev.minion.systemtests.suite.Report;
import dev.minion.systemtests.suite.SharedStack;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Strategies are switched while work flows, a coordinator dies, and Redis forgets. */
class StrategySwitchTest {

    private static final String STRATEGY = "/api/v1/scheduling/strategy";
    private static final Duration READY = Duration.ofSeconds(60);
    private static final Duration SECONDS = Duration.ofSeconds(10);

    private final SharedStack suite = SharedStack.get();

    @Test
    void noTaskIsLostAndChoiceAndQualityOutliveACoordinator() throws IOException {
        ServiceProcess other = suite.secondCoordinator();
        String there = SharedStack.urlOf(other);
        SharedStack.awaitWork(there);
        suite.secondWorker();
        try (Endings endings = Endings.from(suite.brokers());
                Workload workload = Workload.start(suite.url(), there)) {
            String[] strategies = {
                "round_robin", "random", "latency_based", "weighted_round_robin", "capability_best"
            };
            for (int i = 0; i < strategies.length; i++) {
                workload.awaitAcknowledged(MixedWork.TASKS * (i + 1) / 10);
                choose(strategies[i]);
                awaitInForce(there, strategies[i]);
            }

            awaitLearned(suite.url());
            long killedAt = System.nanoTime();
            LocalServer coordinator = suite.component("coordinator");
            coordinator.kill();
            coordinator.start();
            coordinator.ready(READY);
            awaitInForce(suite.url(), "capability_best");
            await().atMost(SECONDS)
                    .until(() -> quality(suite.url()).path("remembered").asInt() > 0);
            Report.line(
                    "strategies",
                    "in force again %.1f s after kill -9",
                    Report.secondsSince(killedAt));

            suite.stack().redis().flush();
            await().atMost(SECONDS)
                    .until(() -> inForce(there).path("store").asText().equals("connected"));
            awaitInForce(suite.url(), "capability_best");

            new Checker(suite.url(), workload, endings).check("strategies switched");
        } finally {
            choose("least_loaded");
        }
    }

    private void choose(String strategy) throws IOException {
        assertThat(
                        Http.put(suite.url() + STRATEGY, "{\"strategy\": \"" + strategy + "\"}")
                                .status())
                .isEqualTo(200);
    }

    private static void awaitInForce(String url, String strategy) {
        await().atMost(SECONDS)
                .until(() -> inForce(url).path("strategy").asText().equals(strategy));
    }

    /** Known here, and written since. */
    private static void awaitLearned(String url) {
        await().atMost(SECONDS).until(() -> quality(url).path("items").size() >= 2);
    }

    private static JsonNode inForce(String url) {
        return Http.get(url + STRATEGY);
    }

    private static JsonNode quality(String url) {
        return Http.get(url + "/api/v1/scheduling/quality");
    }
}
