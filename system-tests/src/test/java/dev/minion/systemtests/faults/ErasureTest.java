package dev.minion.systemtests.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.minion.contracts.Topics;
import dev.minion.systemtests.suite.Report;
import dev.minion.systemtests.suite.SharedStack;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;

/** The test of the design: Postgres decides, Kafka may forget, Redis may forget. */
class ErasureTest {

    private static final List<String> TOPICS =
            Topics.all(1).stream().map(Topics.Spec::name).toList();

    private final SharedStack suite = SharedStack.get();

    @Test
    void nothingIsLostWhenAllTopicsAreErasedAndRedisIsFlushed()
            throws IOException, ExecutionException, InterruptedException, TimeoutException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", suite.brokers()));
                Endings endings = Endings.from(suite.brokers());
                Workload workload = Workload.start(suite.url())) {
            workload.awaitAcknowledged(MixedWork.TASKS / 4);

            long erasedAt = System.nanoTime();
            admin.deleteTopics(TOPICS).all().get(20, TimeUnit.SECONDS);
            suite.stack().redis().flush();
            await("the topics are made again")
                    .atMost(Duration.ofSeconds(40))
                    .pollInterval(Duration.ofMillis(200))
                    .untilAsserted(() -> assertThat(names(admin)).containsAll(TOPICS));
            double gone = Report.secondsSince(erasedAt);

            new Checker(suite.url(), workload, endings)
                    .check("topics erased, made again after %.1f s; redis flushed".formatted(gone));
        }
    }

    private static Set<String> names(Admin admin)
            throws ExecutionException, InterruptedException, TimeoutException {
        return admin.listTopics().names().get(5, TimeUnit.SECONDS);
    }
}
