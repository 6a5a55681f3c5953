package dev.minion.systemtests.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.minion.contracts.Queues;
import dev.minion.localstack.LocalServer;
import dev.minion.systemtests.suite.Http;
import dev.minion.systemtests.suite.Report;
import dev.minion.systemtests.suite.SharedStack;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Limits and fairness, seen from outside. */
class FlowControlTest {

    private static final int PARTITIONS = 6;
    private static final int LIMIT = 3;
    private static final int TASKS_OF_A_KEY = 60;
    private static final long HOLD_MILLIS = 150;
    private static final int BACKLOG = 50_000;
    private static final int BATCH = 10_000;
    private static final int FLOOD = 30_000;
    private static final String URGENT =
            "{\"name\": \"n\", \"type\": \"demo.echo\", \"priority\": 10}";
    private static final Duration LONG = Duration.ofSeconds(90);
    private static final double NANOS_PER_SECOND = 1e9;

    private final SharedStack suite = SharedStack.get();

    /** One of each partition, so that whoever is killed has some. */
    private static List<String> keys() {
        List<String> keys = new ArrayList<>();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            for (int i = 0; keys.size() == partition; i++) {
                if (Queues.of("default", "key-" + i) % PARTITIONS == partition) {
                    keys.add("key-" + i);
                }
            }
        }
        return keys;
    }

    @Test
    void noLimitIsExceededAndWorkGoesOnThoughOneOfThreeCoordinatorsIsKilled() throws IOException {
        String second = SharedStack.urlOf(suite.secondCoordinator());
        String third = SharedStack.urlOf(suite.thirdCoordinator());
        suite.secondWorker();
        SharedStack.awaitWork(second);
        SharedStack.awaitWork(third);
        List<String> keys = keys();
        try (Witness witness = new Witness(SharedStack.WITNESS, HOLD_MILLIS)) {
            submit(second, keys);
            await().atMost(LONG).until(() -> witness.total() >= keys.size() * TASKS_OF_A_KEY / 4);

            long killedAt = System.nanoTime();
            suite.component("coordinator").kill();

            await().atMost(LONG)
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> allEnded(third, keys));
            double pause = longestPause(witness, keys, killedAt);
            double slowest =
                    keys.stream()
                            .mapToDouble(key -> longestPause(witness, List.of(key), killedAt))
                            .max()
                            .orElseThrow();
            Report.line(
                    "limits",
                    "one of three coordinators killed: no call for %.1f s, of the slowest key for"
                            + " %.1f s; at most %s at a time",
                    pause,
                    slowest,
                    keys.stream().map(key -> witness.most('/' + key)).toList());
            assertThat(keys)
                    .allSatisfy(key -> assertThat(witness.most('/' + key)).isEqualTo(LIMIT));
            // It takes some 4 s, of a quiet machine; a busy one may take twice as long.
            assertThat(slowest).as("seconds without a call of a key").isLessThan(10);
        }
    }

    private static void submit(String url, List<String> keys) {
        for (String key : keys) {
            String task =
                    """
                    {"name": "limited", "type": "http.call",
                     "input": {"url": "http://127.0.0.1:%d/%s"}, "metadata": {"run": "%s"},
                     "flow": {"key": "%s", "concurrency": %d}}
                    """
                            .formatted(SharedStack.WITNESS, key, key, key, LIMIT);
            JsonNode answer = batch(url, "default", task, TASKS_OF_A_KEY);
            assertThat(answer.path("accepted").asInt()).isEqualTo(TASKS_OF_A_KEY);
        }
    }

    private static JsonNode batch(String url, String namespace, String task, int count) {
        String tasks =
                IntStream.range(0, count).mapToObj(any -> task).collect(Collectors.joining(","));
        try {
            Http.Answer answer =
                    Http.call(
                            url + "/api/v1/tasks/batch",
                            "{\"tasks\": [" + tasks + "]}",
                            Map.of("Minion-Namespace", namespace));
            assertThat(answer.status()).isEqualTo(200);
            return answer.body();
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
    }

    private static boolean allEnded(String url, List<String> keys) {
        return keys.stream()
                .allMatch(
                        key ->
                                Http.get(
                                                        url
                                                                + "/api/v1/tasks?type=http.call&status=completed&count=true"
                                                                + "&limit=1&metadata.run="
                                                                + key)
                                                .path("total")
                                                .asInt()
                                        >= TASKS_OF_A_KEY);
    }

    /** Between two calls of any of the keys, or the kill and the first. */
    private static double longestPause(Witness witness, List<String> keys, long since) {
        List<Long> moments =
                keys.stream()
                        .flatMap(key -> witness.calls('/' + key).stream())
                        .filter(at -> at > since)
                        .sorted()
                        .toList();
        long longest = 0;
        long before = since;
        for (long at : moments) {
            longest = Math.max(longest, at - before);
            before = at;
        }
        return longest / NANOS_PER_SECOND;
    }

    @Test
    void aNamespaceThatFloodsAHundredToOneDoesNotSlowAnotherDown() {
        String url = suite.url();
        int few = 10;
        double unloaded = p99(timed(url, few, () -> {}));

        long[] loaded = timed(url, few, () -> flood(url));

        // By the counts: a page of a list may be short.
        int left = ready(url, "flood");
        Report.line(
                "fairness",
                "p99 %.0f ms unloaded, %.0f ms while another namespace floods",
                unloaded,
                p99(loaded));
        assertThat(left).as("the flood lasted").isPositive();
        assertThat(p99(loaded)).isLessThan(2 * unloaded);
        await().atMost(LONG).until(() -> ready(url, "flood") == 0);
    }

    @Test
    void aBacklogDrainsAfterAnOutageOfTheWorkersWhileUrgentWorkStartsWithinASecond()
            throws IOException {
        String url = suite.url();
        LocalServer worker = suite.component("worker");
        worker.kill();
        for (int i = 0; i < BACKLOG / BATCH; i++) {
            batch(url, "backlog", "{\"name\": \"n\", \"type\": \"demo.echo\"}", BATCH);
        }
        worker.start();
        // Not until it says that it is ready: by then much of the backlog may be gone.
        await().atMost(LONG)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> ready(url, "backlog") < BACKLOG);

        long from = System.nanoTime();
        List<Double> seconds = new ArrayList<>();
        while (ready(url, "backlog") > 0) {
            long submitted = System.nanoTime();
            JsonNode task = ended(url, "urgent", URGENT);
            assertThat(task.path("status").asText()).isEqualTo("completed");
            seconds.add(Report.secondsSince(submitted));
            assertThat(Report.secondsSince(from)).isLessThan((double) LONG.toSeconds());
        }

        double slowest = seconds.stream().mapToDouble(each -> each).max().orElse(0);
        Report.line(
                "backlog",
                "%d tasks drained in %.1f s; %d urgent ones meanwhile, the slowest in %.2f s",
                BACKLOG,
                Report.secondsSince(from),
                seconds.size(),
                slowest);
        assertThat(seconds).as("urgent tasks while it drained").isNotEmpty();
        assertThat(slowest).isLessThan(1);
        worker.ready(LONG);
    }

    private static int ready(String url, String namespace) {
        return get(url + "/api/v1/stats", namespace).path("by_status").path("ready").asInt();
    }

    private static JsonNode ended(String url, String namespace, String task) {
        String id = batch(url, namespace, task, 1).path("items").path(0).path("id").asText();
        return get(url + "/api/v1/tasks/" + id + "?wait=30s", namespace);
    }

    private static String sleeping(int millis) {
        return """
        {"name": "n", "type": "demo.sleep", "input": {"duration": "%dms"}}
        """
                .formatted(millis);
    }

    /**
     * More than two workers, which another test may have started, do in the time that one of the
     * few may take: at a thousand slots each, 20,000 in a second.
     */
    private static void flood(String url) {
        while (ready(url, "flood") < FLOOD) {
            batch(url, "flood", sleeping(100), BATCH);
        }
    }

    /** From submission to the known end, one after the other, in nanoseconds. */
    private static long[] timed(String url, int count, Runnable before) {
        long[] times = new long[count];
        for (int i = 0; i < count; i++) {
            before.run();
            long from = System.nanoTime();
            assertThat(ended(url, "few", sleeping(600)).path("status").asText())
                    .isEqualTo("completed");
            times[i] = System.nanoTime() - from;
        }
        return times;
    }

    private static JsonNode get(String url, String namespace) {
        try {
            Http.Answer answer = Http.call(url, null, Map.of("Minion-Namespace", namespace));
            assertThat(answer.status()).isEqualTo(200);
            return answer.body();
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
    }

    private static double p99(long[] nanos) {
        long[] sorted = nanos.clone();
        Arrays.sort(sorted);
        return sorted[(int) Math.ceil(sorted.length * 0.99) - 1] / 1e6;
    }
}
