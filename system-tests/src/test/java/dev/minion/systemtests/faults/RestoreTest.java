package dev.minion.systemtests.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.minion.localstack.LocalServer;
import dev.minion.systemtests.suite.Http;
import dev.minion.systemtests.suite.Report;
import dev.minion.systemtests.suite.SharedStack;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.UUID;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The drill: a ledger goes back to a backup that was taken while work was in flight. */
class RestoreTest {

    private static final Duration READY = Duration.ofSeconds(60);
    private static final Duration DRAIN = Duration.ofSeconds(80);
    private static final String KEYED =
            """
            {"name": "lost", "type": "demo.echo"}""";

    private static final int NAPS = 200;
    private static final int LONGEST_SECONDS = 12;

    /** It runs when the backup is taken, and would long be over when its worker wakes up. */
    private static final String NAP =
            """
            {"name": "nap", "type": "demo.sleep", "input": {"duration": "20s"}}""";

    @TempDir Path directory;

    private final SharedStack suite = SharedStack.get();
    private final String naps = "naps-" + UUID.randomUUID();

    @Test
    void workOfTheBackupCompletesLaterWorkIsNamedAndOldWorkersAreNotBelieved() throws IOException {
        LocalServer second = suite.secondWorker();
        LocalServer ledger = suite.component("ledger");
        String file = directory.resolve("ledger.backup").toString();
        try (Workload early = Workload.start(suite.url())) {
            // given: a backup, taken while a task runs and others come, run and wait
            JsonNode nap = runningNap();
            Set<String> before = submitNaps();
            early.awaitAcknowledged(MixedWork.TASKS / 4);
            before.addAll(ids(early));
            command("backup", file);
            LocalServer holder =
                    nap.path("assigned_to").asText().startsWith("worker-2-")
                            ? second
                            : suite.component("worker");
            holder.process().pause();
            try (Workload later = Workload.start(suite.url())) {
                String lost = submitKeyed(file);
                later.awaitAcknowledged(MixedWork.TASKS / 4);
                ledger.stop(Duration.ofSeconds(20));
                Set<String> after = ids(later);
                after.add(lost);
                Set<String> all = ids(early);
                all.addAll(after);

                // when
                command("restore", file, "--yes");
                ledger.start();
                ledger.ready(READY);

                // then
                JsonNode report = report(file);
                assertThat(report.path("tasks_older").asInt()).as("ended after it").isPositive();
                Set<String> named = missing(report);
                assertThat(named).as("acknowledged after the backup").containsAll(after);
                assertThat(submitKeyed(file)).as("another task for the key").isNotEqualTo(lost);
                Set<String> there = completed(early.session());
                there.addAll(completed(later.session()));
                there.addAll(completed(naps));
                assertThat(there).as("acknowledged before").containsAll(before);
                // What was written and not acknowledged is submitted again, under its id.
                assertThat(there).as("what is lost is gone").doesNotContainAnyElementsOf(after);
                all.removeAll(there);
                assertThat(named).as("what is gone is named").containsAll(all);
                lateReportIsRefused(nap, holder);
                SharedStack.awaitWork(suite.url());
                Report.line(
                        "ledger restored",
                        "%d tasks completed, %d acknowledged before the backup;"
                                + " %d acknowledged after it, %d named as lost, %d further on",
                        there.size(),
                        before.size(),
                        after.size(),
                        named.size(),
                        report.path("tasks_older").asInt());
            }
        } finally {
            second.process().resume();
            suite.component("worker").process().resume();
        }
    }

    private void lateReportIsRefused(JsonNode nap, LocalServer holder) {
        String id = nap.path("id").asText();
        within(DRAIN).until(() -> task(id).path("status").asText().equals("completed"));
        JsonNode done = task(id);
        long stale = staleEvents();

        holder.process().resume();

        within(Duration.ofSeconds(40)).until(() -> staleEvents() > stale);
        assertThat(task(id)).isEqualTo(done);
        assertThat(done.path("attempt").asInt()).isGreaterThan(nap.path("attempt").asInt());
        assertThat(done.path("assigned_to")).isNotEqualTo(nap.path("assigned_to"));
    }

    private void command(String... words) {
        assertThat(suite.stack().ledgerCommand(List.of(words), READY)).as(words[0]).isZero();
    }

    private JsonNode runningNap() {
        String id = Http.post(suite.url() + "/api/v1/tasks", NAP).path("id").asText();
        within(Duration.ofSeconds(20))
                .until(() -> task(id).path("status").asText().equals("running"));
        return task(id);
    }

    /** Some end before the backup, some after it, some after the restore; one waits for each. */
    private Set<String> submitNaps() {
        StringJoiner tasks = new StringJoiner(",", "{\"tasks\": [", "]}");
        for (int i = 0; i < NAPS; i++) {
            tasks.add(
                    """
                    {"ref": "nap-%1$d", "name": "nap", "session_id": "%2$s", "type": "demo.sleep",
                     "input": {"duration": "%3$ds"}},
                    {"name": "after", "session_id": "%2$s", "type": "demo.echo",
                     "dependencies": ["nap-%1$d"]}"""
                            .formatted(i, naps, 1 + i % LONGEST_SECONDS));
        }
        Set<String> ids = new HashSet<>();
        Http.post(suite.url() + "/api/v1/tasks/batch", tasks.toString())
                .path("items")
                .forEach(item -> ids.add(item.path("id").asText()));
        assertThat(ids).hasSize(2 * NAPS);
        return ids;
    }

    private JsonNode task(String id) {
        return Http.get(suite.url() + "/api/v1/tasks/" + id);
    }

    private String submitKeyed(String key) throws IOException {
        Http.Answer answer =
                Http.call(
                        suite.url() + "/api/v1/tasks",
                        KEYED,
                        Map.of("Idempotency-Key", String.valueOf(key.hashCode())));
        assertThat(answer.status()).as("%s", answer.body()).isEqualTo(201);
        assertThat(answer.replayed()).isFalse();
        return answer.body().path("id").asText();
    }

    private long staleEvents() {
        return Http.get(suite.url() + "/api/v1/stats").path("stale_events").asLong();
    }

    private static Set<String> ids(Workload workload) {
        return new HashSet<>(workload.acknowledged().keySet());
    }

    private static JsonNode report(String file) throws IOException {
        return new ObjectMapper().readTree(Path.of(file + ".lost.json").toFile());
    }

    /** The tasks that the report says are not in the backup. */
    private static Set<String> missing(JsonNode report) {
        Set<String> named = new HashSet<>();
        report.path("tasks")
                .valueStream()
                .filter(task -> task.path("backup_status").isNull())
                .forEach(task -> named.add(task.path("id").asText()));
        return named;
    }

    /** All tasks of a session that the ledger has, when each of them has completed. */
    private Set<String> completed(String session) {
        String list = "/api/v1/tasks?limit=1000&sort=created_at&session_id=" + session;
        Map<String, String> statuses = new HashMap<>();
        within(DRAIN)
                .untilAsserted(
                        () -> {
                            statuses.putAll(statuses(list));
                            assertThat(statuses.values()).containsOnly("completed");
                        });
        return new HashSet<>(statuses.keySet());
    }

    private Map<String, String> statuses(String list) {
        Map<String, String> statuses = new HashMap<>();
        String cursor = "";
        do {
            JsonNode page = Http.get(suite.url() + list + cursor);
            page.path("items")
                    .forEach(
                            task ->
                                    statuses.put(
                                            task.path("id").asText(),
                                            task.path("status").asText()));
            cursor =
                    page.path("next_cursor").isTextual()
                            ? "&cursor=" + page.path("next_cursor").asText()
                            : "";
        } while (!cursor.isEmpty());
        return statuses;
    }

    private static ConditionFactory within(Duration bound) {
        return await().atMost(bound)
                .pollInSameThread()
                .ignoreExceptions()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(200));
    }
}
