package dev.minion.systemtests.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.minion.localstack.LocalServer;
import dev.minion.systemtests.suite.Http;
import dev.minion.systemtests.suite.Report;
import dev.minion.systemtests.suite.SharedStack;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** All processes are killed with -9, one after the other, while the suite does what it can. */
class FullLoadTest {

    private static final List<String> VICTIMS =
            List.of("worker", "coordinator", "ledger", "dedup", "redis", "kafka", "postgres");

    /** Between two kills: the suite is at full load again. */
    private static final int BETWEEN = 4_000;

    private static final Duration READY = Duration.ofSeconds(60);

    /** Two leases and 30 seconds (I8), and what has piled up. */
    private static final Duration DRAIN = Duration.ofSeconds(150);

    private final SharedStack suite = SharedStack.get();

    @Test
    void nothingIsLostOrDoubledAtFullLoadThoughEachProcessIsKilledInTurn() throws Exception {
        try (Endings endings = Endings.from(suite.brokers());
                FullLoad load = FullLoad.start(suite.url())) {
            for (String victim : VICTIMS) {
                load.awaitMore(BETWEEN);
                kill(victim, load);
            }
            load.awaitMore(BETWEEN);
            load.stop();

            int acknowledged = load.acknowledged().size();
            long from = System.nanoTime();
            await("all acknowledged tasks are completed")
                    .pollInSameThread()
                    .ignoreExceptions()
                    .atMost(DRAIN)
                    .pollInterval(Duration.ofMillis(500))
                    .until(() -> count(load, "&status=completed") >= acknowledged);
            assertThat(count(load, "")).as("no task was made twice").isEqualTo(acknowledged);
            assertThat(load.acknowledged())
                    .allSatisfy(id -> assertThat(endings.of(id).size()).as(id).isLessThan(2));
            Report.line(
                    "full load",
                    "%d tasks acknowledged and completed once each, %.1f s after the last;"
                            + " %d requests repeated, %d ends witnessed",
                    acknowledged,
                    Report.secondsSince(from),
                    load.repeated(),
                    load.acknowledged().stream().filter(id -> !endings.of(id).isEmpty()).count());
        }
    }

    private void kill(String victim, FullLoad load) {
        LocalServer process = suite.component(victim);
        int before = load.acknowledged().size();
        long killedAt = System.nanoTime();
        process.kill();
        process.start();
        process.ready(READY);
        Report.line(
                "full load",
                "%s killed after %d acknowledged tasks, down for %.1f s",
                victim,
                before,
                Report.secondsSince(killedAt));
    }

    private long count(FullLoad load, String filter) {
        return Http.get(
                        suite.url()
                                + "/api/v1/tasks?session_id="
                                + load.session()
                                + filter
                                + "&limit=1&count=true")
                .path("total")
                .asLong();
    }
}
