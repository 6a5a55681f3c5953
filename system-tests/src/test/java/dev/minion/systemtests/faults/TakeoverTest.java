package dev.minion.systemtests.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.minion.localstack.stack.ServiceProcess;
import dev.minion.systemtests.suite.Http;
import dev.minion.systemtests.suite.Report;
import dev.minion.systemtests.suite.SharedStack;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Two of a kind: one is killed and stays dead, the other takes over. */
class TakeoverTest {

    private static final double NANOS_PER_SECOND = 1e9;
    private static final double SECONDS_TO_TAKE_OVER = 30;
    private static final int PARTITIONS = 6;
    private static final int BEFORE_THE_KILL = MixedWork.TASKS / 4;

    private final SharedStack suite = SharedStack.get();

    @Test
    void theOtherCoordinatorTakesOverThePartitionsOfOneThatIsKilled() throws IOException {
        ServiceProcess other = suite.secondCoordinator();
        SharedStack.awaitWork(SharedStack.urlOf(other));
        try (Endings endings = Endings.from(suite.brokers());
                Workload workload = Workload.start(suite.url(), SharedStack.urlOf(other))) {
            workload.awaitAcknowledged(BEFORE_THE_KILL);

            long killedAt = System.nanoTime();
            suite.component("coordinator").kill();

            new Checker(SharedStack.urlOf(other), workload, endings)
                    .check("one of two coordinators killed");
            double slowest = slowestPartition(workload, endings, killedAt);
            Report.line("one of two coordinators killed", "taken over within %.1f s", slowest);
            assertThat(slowest).isLessThan(SECONDS_TO_TAKE_OVER);
        }
    }

    /**
     * Of each partition the first end of a task that was submitted after the kill; of these moments
     * the last, in seconds after the kill.
     */
    private static double slowestPartition(Workload workload, Endings endings, long killedAt) {
        Map<Integer, Long> first = new HashMap<>();
        endings.seen()
                .forEach(
                        (id, seen) -> {
                            Workload.Acknowledged task = workload.acknowledged().get(id);
                            if (task != null && task.atNanos() > killedAt) {
                                first.merge(seen.partition(), seen.atNanos(), Math::min);
                            }
                        });
        assertThat(first).as("partitions with work after the kill").hasSize(PARTITIONS);
        return first.values().stream().mapToLong(at -> at - killedAt).max().orElseThrow()
                / NANOS_PER_SECOND;
    }

    @Test
    void theOtherWorkerTakesOverTheTasksOfOneThatIsKilled() throws IOException {
        ServiceProcess other = suite.secondWorker();
        awaitHealthyWorkers(2);
        try (Endings endings = Endings.from(suite.brokers());
                Workload workload = Workload.start(suite.url())) {
            workload.awaitAcknowledged(BEFORE_THE_KILL);

            long killedAt = System.nanoTime();
            suite.component("worker").kill();

            new Checker(suite.url(), workload, endings).check("one of two workers killed");
            double last =
                    endings.seen().entrySet().stream()
                                    .filter(e -> before(workload, e.getKey(), killedAt))
                                    .mapToLong(e -> e.getValue().atNanos() - killedAt)
                                    .max()
                                    .orElse(0)
                            / NANOS_PER_SECOND;
            Report.line(
                    "one of two workers killed",
                    "the last task submitted before ended %.1f s after the kill, on %s",
                    last,
                    other.name());
            assertThat(last).isLessThan(SECONDS_TO_TAKE_OVER);
        }
    }

    private static boolean before(Workload workload, String id, long nanos) {
        Workload.Acknowledged task = workload.acknowledged().get(id);
        return task != null && task.atNanos() < nanos;
    }

    private void awaitHealthyWorkers(int count) {
        await(count + " healthy workers")
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(200))
                .until(
                        () ->
                                Http.get(suite.url() + "/api/v1/workers")
                                                .path("items")
                                                .valueStream()
                                                .filter(
                                                        w ->
                                                                w.path("status")
                                                                        .asText()
                                                                        .equals("healthy"))
                                                .count()
                                        == count);
    }
}
