package dev.minion.systemtests.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.minion.systemtests.faults.Unit.Planned;
import dev.minion.systemtests.suite.Http;
import dev.minion.systemtests.suite.Report;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A client that submits mixed work at a steady pace, whatever happens, and writes down what was
 * acknowledged. It takes no error for an answer: the same request goes out again, with the same
 * idempotency key, to the next coordinator.
 */
final class Workload implements AutoCloseable {

    private static final long PACE_MILLIS = 13;
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int REPLAYS = 40;

    private final String session = "faults-" + UUID.randomUUID();
    private final List<String> urls;
    private final List<Unit> units = new MixedWork(session).units();
    private final Map<String, Acknowledged> byId = new ConcurrentHashMap<>();
    private final Map<String, List<String>> idsByKey = new ConcurrentHashMap<>();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger repeated = new AtomicInteger();
    private final AtomicInteger preferred = new AtomicInteger();
    private final ScheduledExecutorService pace = Executors.newSingleThreadScheduledExecutor();
    private final ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor();
    private final long startedAt = System.nanoTime();

    /**
     * A task whose submission was answered.
     *
     * @param atNanos when, as {@link System#nanoTime}
     */
    record Acknowledged(Planned planned, long atNanos) {}

    private Workload(List<String> urls) {
        this.urls = List.copyOf(urls);
    }

    /** Starts to submit to these coordinators. */
    static Workload start(String... urls) {
        Workload workload = new Workload(List.of(urls));
        var _ =
                workload.pace.scheduleAtFixedRate(
                        workload::submitNext, 0, PACE_MILLIS, TimeUnit.MILLISECONDS);
        return workload;
    }

    String session() {
        return session;
    }

    /** What was acknowledged so far, by task id. */
    Map<String, Acknowledged> acknowledged() {
        return byId;
    }

    /** Requests that had to be sent more than once are counted each time. */
    int repeated() {
        return repeated.get();
    }

    double secondsSinceStart() {
        return Report.secondsSince(startedAt);
    }

    /** Waits until so many tasks are acknowledged. */
    void awaitAcknowledged(int tasks) {
        await(tasks + " acknowledged submissions")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> byId.size() >= tasks || !failures.isEmpty());
        assertThat(failures).isEmpty();
    }

    private void submitNext() {
        int index = next.getAndIncrement();
        if (index < units.size()) {
            var _ = clients.submit(() -> submit(units.get(index)));
        }
    }

    private void submit(Unit unit) {
        try {
            await("request " + unit.key() + " is acknowledged")
                    .pollInSameThread()
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(100))
                    .atMost(PATIENCE)
                    .until(() -> attempt(unit));
        } catch (RuntimeException | AssertionError failed) {
            failures.add(failed);
        }
    }

    private boolean attempt(Unit unit) {
        int target = preferred.get();
        try {
            Http.Answer answer = send(unit, urls.get(target % urls.size()));
            if (!retry(answer)) {
                record(unit, answer);
                return true;
            }
        } catch (IOException unknownOutcome) {
            preferred.compareAndSet(target, target + 1);
        }
        repeated.incrementAndGet();
        return false;
    }

    private Http.Answer send(Unit unit, String url) throws IOException {
        return Http.call(url + unit.path(), unit.body(), Map.of("Idempotency-Key", unit.key()));
    }

    private static boolean retry(Http.Answer answer) {
        if (answer.again()) {
            return true;
        }
        for (JsonNode item : answer.body().path("items")) {
            int status = item.path("error").path("status").asInt();
            if (status == 429 || status >= 500) {
                return true;
            }
        }
        return false;
    }

    private void record(Unit unit, Http.Answer answer) {
        assertThat(answer.status()).as("%s", answer.body()).isIn(200, 201);
        List<String> ids = ids(unit, answer.body());
        List<String> earlier = idsByKey.putIfAbsent(unit.key(), ids);
        assertThat(earlier == null ? ids : earlier).as("I3: one key, one id").isEqualTo(ids);
        for (int i = 0; i < ids.size(); i++) {
            byId.put(ids.get(i), new Acknowledged(unit.tasks().get(i), System.nanoTime()));
        }
    }

    private static List<String> ids(Unit unit, JsonNode body) {
        if (unit.single()) {
            return List.of(body.path("id").asText());
        }
        assertThat(body.path("items")).as("%s", body).hasSize(unit.tasks().size());
        assertThat(body.path("accepted").asInt()).as("%s", body).isEqualTo(unit.tasks().size());
        return body.path("items").valueStream().map(item -> item.path("id").asText()).toList();
    }

    /** I3 once more: keys that were acknowledged answer with the ids that they have. */
    void replaySome() throws IOException {
        for (int i = 0; i < units.size(); i += units.size() / REPLAYS) {
            Http.Answer answer = send(units.get(i), urls.get(preferred.get() % urls.size()));
            record(units.get(i), answer);
            assertThat(answer.replayed()).as("%s is known", units.get(i).key()).isTrue();
        }
    }

    @Override
    public void close() {
        pace.shutdownNow();
        clients.shutdownNow();
    }
}
