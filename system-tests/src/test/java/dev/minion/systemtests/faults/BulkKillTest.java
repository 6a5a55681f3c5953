package dev.minion.systemtests.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.minion.localstack.stack.ServiceProcess;
import dev.minion.systemtests.suite.Http;
import dev.minion.systemtests.suite.Report;
import dev.minion.systemtests.suite.SharedStack;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.StringJoiner;
import java.util.UUID;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;

/** The ledger is killed with -9 while it goes through a bulk job. */
class BulkKillTest {

    private static final Duration READY = Duration.ofSeconds(60);
    private static final int TASKS = 3_000;
    private static final int RATE = 500;

    private final SharedStack suite = SharedStack.get();
    private final String jobs = suite.url() + "/api/v1/bulk-jobs";
    private final Map<String, String> namespace =
            Map.of("Minion-Namespace", "bulk-" + UUID.randomUUID());

    @Test
    void aJobGoesOnWhereItWasAndDoesNothingTwice() throws IOException {
        submit();
        String job =
                call(
                                jobs,
                                """
                                {"action": "reprioritise", "priority": 9, "rate": %d,
                                 "filter": {"type": "nobody.runs-this"}}
                                """
                                        .formatted(RATE))
                        .path("id")
                        .asText();

        long atTheKill = killBeyond(job, TASKS / 3);
        within().until(() -> look(job).path("status").asText().equals("completed"));

        JsonNode done = look(job);
        assertThat(atTheKill).isBetween(1L, TASKS - 1L);
        assertThat(done.path("matched").asInt()).isEqualTo(TASKS);
        assertThat(done.path("done").asInt()).isEqualTo(TASKS);
        assertThat(done.path("refused").asInt()).isZero();
        eachWasChangedOnce();
        Report.line("bulk job killed", "%d of %d tasks were done at the kill", atTheKill, TASKS);
    }

    /** How far the job was when the ledger was there again. */
    private long killBeyond(String job, int tasks) {
        ServiceProcess ledger = (ServiceProcess) suite.component("ledger");
        within().until(() -> look(job).path("matched").asInt() > tasks);
        ledger.kill();
        ledger.start();
        ledger.ready(READY);
        await().atMost(READY).ignoreExceptions().until(() -> look(job).has("matched"));
        return look(job).path("matched").asLong();
    }

    /** Once, since its version tells of each change. */
    private void eachWasChangedOnce() {
        int seen = 0;
        String cursor = "";
        do {
            JsonNode page = ask("/api/v1/tasks?limit=1000" + cursor);
            for (JsonNode task : page.path("items")) {
                assertThat(task.path("priority").asInt()).isEqualTo(9);
                assertThat(task.path("version").asInt()).isEqualTo(2);
                seen++;
            }
            cursor =
                    page.path("next_cursor").isNull()
                            ? ""
                            : "&cursor=" + page.path("next_cursor").asText();
        } while (!cursor.isEmpty());
        assertThat(seen).isEqualTo(TASKS);
    }

    private void submit() throws IOException {
        StringJoiner tasks = new StringJoiner(",", "{\"tasks\": [", "]}");
        for (int i = 0; i < TASKS; i++) {
            tasks.add("{\"name\": \"many\", \"type\": \"nobody.runs-this\"}");
        }
        JsonNode answer = call(suite.url() + "/api/v1/tasks/batch", tasks.toString());
        assertThat(answer.path("accepted").asInt()).isEqualTo(TASKS);
    }

    private JsonNode call(String url, String body) throws IOException {
        Http.Answer answer = Http.call(url, body, namespace);
        assertThat(answer.status()).as("%s", answer.body()).isBetween(200, 202);
        return answer.body();
    }

    private JsonNode look(String job) {
        return ask("/api/v1/bulk-jobs/" + job);
    }

    private JsonNode ask(String path) {
        try {
            Http.Answer answer = Http.call(suite.url() + path, null, namespace);
            assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
            return answer.body();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static ConditionFactory within() {
        return await().atMost(READY)
                .pollInSameThread()
                .ignoreExceptions()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(20));
    }
}
