package dev.minion.systemtests.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.minion.localstack.LocalServer;
import dev.minion.systemtests.suite.Http;
import dev.minion.systemtests.suite.Report;
import dev.minion.systemtests.suite.SharedStack;
import java.time.Duration;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;

/** A worker that was frozen beyond its lease comes back and believes that nothing happened. */
class PausedWorkerTest {

    private final SharedStack suite = SharedStack.get();

    @Test
    void theLateResultOfAPausedWorkerIsRefusedAndCounted() {
        // given: two workers, and a task that runs on one of them
        LocalServer second = suite.secondWorker();
        try (Endings endings = Endings.from(suite.brokers())) {
            String id = submitSleep();
            JsonNode running = awaitRunning(id);
            boolean onSecond = running.path("assigned_to").asText().startsWith("worker-2-");
            LocalServer holder = onSecond ? second : suite.component("worker");
            long staleBefore = staleEvents();

            // when: its worker is frozen until another has taken the task, and goes on then
            long pausedAt = System.nanoTime();
            holder.process().pause();
            JsonNode done = awaitCompleted(id);
            double takenOver = Report.secondsSince(pausedAt);
            holder.process().resume();

            // then: the late result changes nothing, and is counted
            within(Duration.ofSeconds(30)).until(() -> staleEvents() > staleBefore);
            JsonNode still = task(id);
            assertThat(still).isEqualTo(done);
            assertThat(done.path("attempt").asInt()).isGreaterThan(running.path("attempt").asInt());
            assertThat(done.path("crashes").asInt()).isPositive();
            assertThat(done.path("failures").asInt()).isZero();
            assertThat(done.path("assigned_to").asText())
                    .isNotEqualTo(running.path("assigned_to").asText());
            assertThat(endings.of(id)).as("ends of the task").hasSizeLessThan(2);
            Report.line(
                    "worker paused",
                    "completed by the other %.1f s after the pause; stale events %d, then %d",
                    takenOver,
                    staleBefore,
                    staleEvents());
        } finally {
            second.process().resume();
            suite.component("worker").process().resume();
        }
    }

    private String submitSleep() {
        // Both workers are idle: whichever is chosen holds it for longer than two leases.
        JsonNode task =
                Http.post(
                        suite.url() + "/api/v1/tasks",
                        """
                        {"name": "nap", "type": "demo.sleep", "input": {"duration": "3s"}}""");
        return task.path("id").asText();
    }

    private JsonNode awaitRunning(String id) {
        within(Duration.ofSeconds(20)).until(() -> status(id).equals("running"));
        return task(id);
    }

    private JsonNode awaitCompleted(String id) {
        within(Duration.ofSeconds(60)).until(() -> status(id).equals("completed"));
        return task(id);
    }

    private String status(String id) {
        return task(id).path("status").asText();
    }

    private JsonNode task(String id) {
        return Http.get(suite.url() + "/api/v1/tasks/" + id);
    }

    private long staleEvents() {
        return Http.get(suite.url() + "/api/v1/stats").path("stale_events").asLong();
    }

    private static ConditionFactory within(Duration bound) {
        return await().atMost(bound)
                .pollInSameThread()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(100));
    }
}
