package dev.minion.systemtests.faults;

import dev.minion.localstack.LocalServer;
import dev.minion.systemtests.suite.Report;
import dev.minion.systemtests.suite.SharedStack;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each process is killed with -9 and started again while work flows. */
class KillTest {

    private static final int BEFORE_THE_KILL = MixedWork.TASKS / 4;
    private static final Duration READY = Duration.ofSeconds(60);

    private final SharedStack suite = SharedStack.get();

    @ParameterizedTest
    @ValueSource(
            strings = {"coordinator", "worker", "ledger", "dedup", "kafka", "redis", "postgres"})
    void everyAcknowledgedTaskCompletesOnceThoughThisIsKilled(String victim) throws IOException {
        LocalServer process = suite.component(victim);
        try (Endings endings = Endings.from(suite.brokers());
                Workload workload = Workload.start(suite.url())) {
            workload.awaitAcknowledged(BEFORE_THE_KILL);

            long killedAt = System.nanoTime();
            process.kill();
            process.start();
            process.ready(READY);
            double down = Report.secondsSince(killedAt);

            new Checker(suite.url(), workload, endings)
                    .check(victim + " killed, down for %.1f s".formatted(down));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = "redis")
    void everyAcknowledgedTaskCompletesOnceThoughThisForgetsEverything(String victim)
            throws IOException {
        try (Endings endings = Endings.from(suite.brokers());
                Workload workload = Workload.start(suite.url())) {
            workload.awaitAcknowledged(BEFORE_THE_KILL);

            suite.stack().redis().flush();

            new Checker(suite.url(), workload, endings).check(victim + " flushed");
        }
    }
}
