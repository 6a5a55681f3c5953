package dev.minion.systemtests.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.minion.localstack.Directories;
import dev.minion.localstack.LocalServer;
import dev.minion.localstack.TestServers;
import dev.minion.localstack.stack.LocalStack;
import dev.minion.localstack.stack.StackLayout;
import dev.minion.localstack.stack.StackObserver;
import dev.minion.systemtests.suite.Http;
import dev.minion.systemtests.suite.Report;
import dev.minion.systemtests.suite.SharedStack;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Inputs and outputs of 20 MB, where the limit allows them. */
class LargePayloadTest {

    private static final int BYTES = 20_000_000;
    private static final Duration READY = Duration.ofSeconds(90);
    private static final int FIRST_PORT =
            Integer.getInteger("minion.system-tests.port", 21_600) + 100;

    private static final LocalStack STACK =
            new LocalStack(
                    StackLayout.forTests(
                                    TestServers.root(), Path.of("target/payload-stack"), FIRST_PORT)
                            .with(Map.of("MINION_MAX_PAYLOAD_BYTES", "33554432")));

    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @BeforeAll
    static void up() {
        Directories.delete(Path.of("target/payload-stack"));
        SharedStack.train(STACK);
        STACK.up(READY, StackObserver.SILENT);
        SharedStack.awaitWork(STACK.url());
    }

    @AfterAll
    static void down() {
        STACK.down(StackObserver.SILENT);
    }

    @Test
    void smallTasksGoOnBesideThem() throws Exception {
        var _ = latencies(() -> false, 300);
        double before = p99(latencies(() -> false, 200));

        List<Double> beside = new ArrayList<>();
        try (ExecutorService other = Executors.newSingleThreadExecutor()) {
            CompletableFuture<Void> large = CompletableFuture.runAsync(this::twoLarge, other);
            while (!large.isDone()) {
                beside.addAll(latencies(large::isDone, 100));
            }
            large.join();
        }

        Report.line(
                "payloads",
                "a small task takes %.1f ms at p99, %.1f beside 20 MB inputs and outputs (%d tasks)",
                before,
                p99(beside),
                beside.size());
        assertThat(beside).hasSizeGreaterThan(50);
        // Two cores are all there is: they have a copy of 20 MB to make now and then.
        assertThat(p99(beside)).isLessThan(Math.max(6 * before, 150));
    }

    private void twoLarge() {
        for (char what : new char[] {'a', 'b'}) {
            assertComesBack(submit(what), what);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ledger", "worker", "postgres"})
    void nothingIsLostThoughThisIsKilledMeanwhile(String victim) {
        char what = victim.charAt(0);
        String id = submit(what);
        LocalServer process = STACK.component(victim);
        process.kill();
        process.start();
        process.ready(READY);
        assertComesBack(id, what);
        Report.line("payloads", "%s killed: attempts %d", victim, task(id).path("attempt").asInt());
    }

    /** Written otherwise than the handler writes it: so the output is another payload. */
    private static String input(char what) {
        return "[ \"" + String.valueOf(what).repeat(BYTES) + "\" ]";
    }

    private static String output(char what) {
        return "[\"" + String.valueOf(what).repeat(BYTES) + "\"]";
    }

    private static String submit(char what) {
        String body = "{\"name\":\"large\",\"type\":\"demo.echo\",\"input\":" + input(what) + "}";
        HttpResponse<String> answer =
                send(
                        request("/api/v1/tasks")
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(body)));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return answer.headers().firstValue("Location").orElseThrow().replaceAll(".*/", "");
    }

    private static void assertComesBack(String id, char what) {
        await().atMost(Duration.ofMinutes(2))
                .pollInSameThread()
                .pollInterval(Duration.ofMillis(200))
                .ignoreExceptions()
                .until(() -> task(id).path("status").asText().equals("completed"));
        assertThat(task(id).path("output").isNull()).isTrue();
        assertThat(task(id).path("output_ref").path("size").asInt())
                .isEqualTo(output(what).length());
        String output = send(request("/api/v1/tasks/" + id + "/output").GET()).body();
        assertThat(output.equals(output(what))).as("the output is the input").isTrue();
    }

    private static JsonNode task(String id) {
        return Http.get(STACK.url() + "/api/v1/tasks/" + id);
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(STACK.url() + path))
                .timeout(Duration.ofMinutes(1));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) {
        return CLIENT.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString()).join();
    }

    /** Milliseconds from the submission to the end of tasks one after the other. */
    private static List<Double> latencies(java.util.function.BooleanSupplier enough, int most) {
        List<Double> millis = new ArrayList<>();
        while (millis.size() < most && !enough.getAsBoolean()) {
            long from = System.nanoTime();
            String id =
                    Http.post(
                                    STACK.url() + "/api/v1/tasks",
                                    """
                                    {"name": "small", "type": "demo.echo", "input": {"n": 1}}""")
                            .path("id")
                            .asText();
            JsonNode done = Http.get(STACK.url() + "/api/v1/tasks/" + id + "?wait=30s");
            assertThat(done.path("status").asText()).isEqualTo("completed");
            millis.add((System.nanoTime() - from) / 1e6);
        }
        return millis;
    }

    private static double p99(List<Double> millis) {
        List<Double> sorted = millis.stream().sorted().toList();
        return sorted.get((int) Math.ceil(sorted.size() * 0.99) - 1);
    }
}
