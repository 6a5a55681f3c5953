package dev.minion.systemtests.faults;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.minion.systemtests.faults.Workload.Acknowledged;
import dev.minion.systemtests.suite.Http;
import dev.minion.systemtests.suite.Report;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.awaitility.core.ConditionTimeoutException;

/** Asserts what always holds (docs: reliability, invariants I1 to I5) after a scenario. */
final class Checker {

    /** Two leases and 30 seconds (I8), and as much again for a machine with two cores. */
    private static final Duration DRAIN = Duration.ofSeconds(80);

    private final String url;
    private final Workload workload;
    private final Endings endings;

    Checker(String url, Workload workload, Endings endings) {
        this.url = url;
        this.workload = workload;
        this.endings = endings;
    }

    /** Waits for the end of all work, asserts, and prints a line about it. */
    void check(String scenario) throws IOException {
        workload.awaitAcknowledged(MixedWork.TASKS);
        double acknowledged = workload.secondsSinceStart();
        awaitAllCompleted();
        double completed = workload.secondsSinceStart();
        Map<String, JsonNode> tasks = readAll();

        assertThat(workload.acknowledged()).hasSize(MixedWork.TASKS);
        assertThat(tasks.keySet())
                .as("I1 and I2: what was acknowledged is there, and nothing else")
                .isEqualTo(workload.acknowledged().keySet());
        Set<String> names = new HashSet<>();
        tasks.forEach((id, task) -> checkTask(id, task, names));
        assertThat(names).as("no task was made twice").hasSize(MixedWork.TASKS);
        workload.replaySome();

        long told = tasks.keySet().stream().filter(id -> !endings.of(id).isEmpty()).count();
        long released = tasks.values().stream().filter(t -> extraReleases(t) > 0).count();
        Report.line(
                scenario,
                "%d tasks acknowledged after %.1f s and completed once each after %.1f s;"
                        + " %d requests repeated, %d tasks released again, %d ends witnessed",
                tasks.size(),
                acknowledged,
                completed,
                workload.repeated(),
                released,
                told);
    }

    private void checkTask(String id, JsonNode task, Set<String> names) {
        Acknowledged ours = requireNonNull(workload.acknowledged().get(id));
        names.add(task.path("name").asText());
        assertThat(task.path("name").asText()).isEqualTo(ours.planned().name());
        assertThat(task.path("status").asText()).as("I1: %s", task).isEqualTo("completed");
        assertThat(endings.of(id).size())
                .as("I4: ends of %s: %s", id, endings.of(id))
                .isLessThan(2);
        assertThat(task.path("failures").asInt())
                .as("what was lost burns no retry: %s", task)
                .isLessThanOrEqualTo(ours.planned().failures());
        assertThat(extraReleases(task)).as("I5: attempts only rise: %s", task).isNotNegative();
    }

    /** Releases beyond the first that no failure asked for. */
    private static int extraReleases(JsonNode task) {
        return task.path("attempt").asInt() - 1 - task.path("failures").asInt();
    }

    private void awaitAllCompleted() {
        try {
            await("all tasks are completed")
                    .pollInSameThread()
                    .ignoreExceptions()
                    .atMost(DRAIN)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> count("&status=completed") >= MixedWork.TASKS);
        } catch (ConditionTimeoutException late) {
            throw new AssertionError(
                    "after " + DRAIN + " not all tasks are completed: " + openTasks(), late);
        }
    }

    private long count(String filter) {
        return Http.get(list(filter) + "&limit=1&count=true").path("total").asLong();
    }

    private String list(String filter) {
        return url + "/api/v1/tasks?session_id=" + workload.session() + filter;
    }

    /** For the message: how many there are in each status, and why the first of them waits. */
    private String openTasks() {
        StringBuilder text = new StringBuilder();
        for (String status :
                new String[] {
                    "completed",
                    "ready",
                    "running",
                    "scheduled",
                    "blocked",
                    "failed",
                    "dead",
                    "timed_out",
                    "cancelled"
                }) {
            JsonNode page = Http.get(list("&status=" + status) + "&limit=1&count=true");
            long total = page.path("total").asLong();
            if (total > 0) {
                text.append(status).append(' ').append(total).append(' ');
            }
            if (total > 0 && !status.equals("completed")) {
                JsonNode task = page.path("items").path(0);
                String id = task.path("id").asText();
                text.append(task).append(" why ");
                text.append(Http.get(url + "/api/v1/tasks/" + id + "/why")).append('\n');
            }
        }
        return text.toString();
    }

    private Map<String, JsonNode> readAll() {
        Map<String, JsonNode> tasks = new HashMap<>();
        String cursor = "";
        do {
            JsonNode page = Http.get(list("&sort=created_at&limit=1000" + cursor));
            page.path("items").forEach(task -> tasks.put(task.path("id").asText(), task));
            String next = page.path("next_cursor").asText("");
            cursor = page.path("next_cursor").isTextual() ? "&cursor=" + next : "";
        } while (!cursor.isEmpty() && tasks.size() <= 2 * MixedWork.TASKS);
        return tasks;
    }
}
