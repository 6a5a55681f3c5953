package dev.minion.systemtests.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.minion.systemtests.suite.Http;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Clients that submit batches as fast as they are answered, and write down what was acknowledged. A
 * batch whose outcome is unknown goes out again under its key, for as long as it takes.
 */
final class FullLoad implements AutoCloseable {

    static final int BATCH = 200;

    private static final int CLIENTS = 4;
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final String session = "full-load-" + UUID.randomUUID();
    private final String url;
    private final Set<String> ids = ConcurrentHashMap.newKeySet();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private final AtomicInteger batches = new AtomicInteger();
    private final AtomicInteger repeated = new AtomicInteger();
    private final ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor();
    private final String body =
            IntStream.range(0, BATCH)
                    .mapToObj(
                            i ->
                                    """
                                    {"name": "t%d", "type": "demo.echo", "session_id": "%s", "input": {"n": %d}}"""
                                            .formatted(i, session, i))
                    .collect(Collectors.joining(",\n", "{\"tasks\": [", "]}"));

    private volatile boolean stopping;

    private FullLoad(String url) {
        this.url = url;
    }

    /** Starts to submit. */
    static FullLoad start(String url) {
        FullLoad load = new FullLoad(url);
        for (int i = 0; i < CLIENTS; i++) {
            var _ = load.clients.submit(load::submitAll);
        }
        return load;
    }

    String session() {
        return session;
    }

    /** The ids of all tasks that were acknowledged. */
    Set<String> acknowledged() {
        return ids;
    }

    /** Requests that had to be sent more than once are counted each time. */
    int repeated() {
        return repeated.get();
    }

    /** Waits until so many more tasks are acknowledged than now. */
    void awaitMore(int tasks) {
        int wanted = ids.size() + tasks;
        await(wanted + " acknowledged tasks")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> ids.size() >= wanted || !failures.isEmpty());
        assertThat(failures).isEmpty();
    }

    /** Submits nothing new; returns when all that is under way is acknowledged. */
    void stop() throws InterruptedException {
        stopping = true;
        clients.shutdown();
        assertThat(clients.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(failures).isEmpty();
    }

    private void submitAll() {
        try {
            while (!stopping) {
                submit(session + "-" + batches.getAndIncrement());
            }
        } catch (RuntimeException | AssertionError failed) {
            failures.add(failed);
        }
    }

    private void submit(String key) {
        await("batch " + key + " is acknowledged")
                .pollInSameThread()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(50))
                .atMost(PATIENCE)
                .until(() -> attempt(key));
    }

    private boolean attempt(String key) {
        try {
            Http.Answer answer =
                    Http.call(url + "/api/v1/tasks/batch", body, Map.of("Idempotency-Key", key));
            if (!answer.again() && answer.body().path("accepted").asInt() == BATCH) {
                for (JsonNode item : answer.body().path("items")) {
                    ids.add(item.path("id").asText());
                }
                return true;
            }
        } catch (IOException unknownOutcome) {
            // The same key again.
        }
        repeated.incrementAndGet();
        return false;
    }

    @Override
    public void close() {
        stopping = true;
        clients.shutdownNow();
    }
}
