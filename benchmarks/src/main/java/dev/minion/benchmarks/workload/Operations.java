package dev.minion.benchmarks.workload;

import dev.minion.benchmarks.figures.Figure;
import dev.minion.benchmarks.figures.Findings;
import dev.minion.benchmarks.figures.Timed;
import dev.minion.benchmarks.http.Conversation;
import dev.minion.benchmarks.http.Endpoint;
import dev.minion.benchmarks.http.OpenLoop;
import dev.minion.benchmarks.http.Pump;
import dev.minion.benchmarks.http.Request;
import dev.minion.benchmarks.http.Response;
import dev.minion.benchmarks.http.Schedule;
import dev.minion.benchmarks.usage.Processes;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Each operation on a task by itself, with one client, 16 and 64 (of many tasks with one and 16),
 * each of which asks again when it is answered; then at the rate that users were promised. The
 * tasks stay open meanwhile: no worker knows their type. They are cancelled at the end.
 */
public final class Operations implements Scenario {

    private static final List<Integer> CLIENTS = List.of(1, 16, 64);

    /** More would be asked to come again later, which is right and no operation to measure. */
    private static final List<Integer> CLIENTS_OF_MANY = List.of(1, 16);

    /** Open tasks that are read and changed, in turn. */
    private static final int TASKS = 1_000;

    /** How many lists follow each other of which none is like another. */
    private static final int MOMENTS = 100_000;

    /** Tasks of a request for many. */
    private static final int MANY = 500;

    /** How many fewer requests for many are made. */
    private static final int FEWER = 50;

    /** The compilers know after so many what an operation does most. */
    private static final int WARM_UP = 10_000;

    private static final int WARM_UP_CLIENTS = 16;
    private static final int LONGER = 2;

    /** Over which is offered what was promised. */
    private static final int CONNECTIONS = 64;

    private final Suite suite;
    private final int requests;
    private final Duration span;
    private final Processes processes;
    private final Consumer<String> progress;
    private final String session = "operations-" + UUID.randomUUID();

    /**
     * All of them.
     *
     * @param requests of each operation, at most
     * @param span of each measurement, at most; the warm-up of an operation may take twice as long
     * @param processes whose CPU is told
     */
    public Operations(
            Suite suite,
            int requests,
            Duration span,
            Processes processes,
            Consumer<String> progress) {
        this.suite = suite;
        this.requests = requests;
        this.span = span;
        this.processes = processes;
        this.progress = progress;
    }

    @Override
    public String name() {
        return "operations";
    }

    @Override
    public Findings run() throws IOException {
        List<String> open = openTasks();
        List<Figure> figures = new ArrayList<>();
        for (Operation operation : operations(open)) {
            warmUp(operation);
            for (int clients : operation.ofMany() ? CLIENTS_OF_MANY : CLIENTS) {
                measure(operation, clients, figures);
            }
            Promise promise = Promise.OF.get(operation.name());
            if (promise != null) {
                offer(operation, promise, figures);
            }
        }
        cancel(open);
        return new Findings(figures, new TreeMap<>());
    }

    private void warmUp(Operation operation) throws IOException {
        int most = Math.min(requests, WARM_UP);
        var _ =
                timed(
                        operation,
                        WARM_UP_CLIENTS,
                        count(operation, most),
                        span.multipliedBy(LONGER));
    }

    private static int count(Operation operation, int requests) {
        return Math.max(2, requests / (operation.ofMany() ? FEWER : 1));
    }

    private List<Operation> operations(List<String> open) {
        Endpoint endpoint = suite.endpoint();
        String later = TaskBody.later(session + "-later");
        String batch = "{\"tasks\":[" + String.join(",", Collections.nCopies(MANY, later)) + "]}";
        Request create = endpoint.post(Suite.TASKS, later);
        return List.of(
                new Operation("create", n -> create),
                new Operation("get", n -> endpoint.get(path(open, n))),
                new Operation(
                        "update",
                        n ->
                                endpoint.patch(
                                        path(open, n),
                                        "{\"priority\":" + priority(n, open.size()) + "}")),
                list(10),
                list(100),
                page(10),
                page(100),
                many("create", "/batch", "rejected", n -> batch),
                many("get", "/get", "missing", n -> "{\"ids\":" + ids(open, n, "%s") + "}"),
                many(
                        "update",
                        "/update",
                        "rejected",
                        n ->
                                "{\"updates\":"
                                        + ids(
                                                open,
                                                n,
                                                "{\"id\":%s,\"priority\":"
                                                        + priority(n * MANY, open.size())
                                                        + "}")
                                        + "}"),
                new Operation(
                        "progress",
                        n ->
                                endpoint.post(
                                        path(open, n) + "/progress",
                                        "{\"percent\":" + n % 100 + "}")),
                many(
                        "progress",
                        "/progress",
                        "rejected",
                        n ->
                                "{\"records\":"
                                        + ids(open, n, "{\"id\":%s,\"percent\":" + n % 100 + "}")
                                        + "}"));
    }

    private Operation many(String name, String path, String refused, IntFunction<String> body) {
        return new Operation(
                name + "_" + MANY,
                "\"" + refused + "\":0}",
                n -> suite.endpoint().post(Suite.TASKS + path, body.apply(n)));
    }

    /** A list of as many items, each with the id of an open task. */
    private static String ids(List<String> open, int n, String item) {
        return IntStream.range(0, MANY)
                .mapToObj(i -> open.get((n * MANY + i) % open.size()))
                .map(id -> item.formatted("\"" + id + "\""))
                .collect(Collectors.joining(",", "[", "]"));
    }

    private Operation list(int limit) {
        Request newest = suite.endpoint().get(Suite.TASKS + "?sort=-created_at&limit=" + limit);
        return new Operation("list_" + limit, n -> newest);
    }

    /** Lists each of which is another one: of what was made before some moment. */
    private Operation page(int limit) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
        return new Operation(
                "page_" + limit,
                n ->
                        suite.endpoint()
                                .get(
                                        Suite.TASKS
                                                + "?limit="
                                                + limit
                                                + "&created_before="
                                                + now.minus(n % MOMENTS, ChronoUnit.MICROS)));
    }

    /** Another one each time that a task's turn comes. */
    private static int priority(int n, int tasks) {
        return 1 + n / tasks % 10;
    }

    private static String path(List<String> ids, int n) {
        return Suite.TASKS + "/" + ids.get(n % ids.size());
    }

    private List<String> openTasks() throws IOException {
        Request create = suite.endpoint().post(Suite.TASKS, TaskBody.open(session));
        Calls calls = new Calls(new Operation("open", n -> create), TASKS, suite.limit());
        try (Pump pump = new Pump(suite.endpoint(), 64)) {
            pump.run(calls, suite.limit());
        }
        return calls.ids;
    }

    private void cancel(List<String> open) throws IOException {
        Iterator<String> ids = open.iterator();
        Operation cancel =
                new Operation(
                        "cancel",
                        n ->
                                suite.endpoint()
                                        .post(Suite.TASKS + "/" + ids.next() + "/cancel", "{}"));
        var _ = timed(cancel, 64, open.size(), suite.limit());
    }

    private void measure(Operation operation, int clients, List<Figure> figures)
            throws IOException {
        double before = cpuSeconds();
        Timed timed = timed(operation, clients, count(operation, requests), span);
        double used = cpuSeconds() - before;
        int each = operation.ofMany() ? MANY : 1;
        double micros = used * 1e6 / (timed.tasks() * each);
        String key = operation.name() + "_" + clients + "_";
        figures.add(Figure.of(key + "p50_ms", timed.percentileMillis(50)));
        figures.add(Figure.of(key + "p99_ms", timed.percentileMillis(99)));
        figures.add(Figure.of(key + "per_s", timed.tasksPerSecond()));
        if (operation.ofMany()) {
            figures.add(Figure.of(key + "tasks_per_s", timed.tasksPerSecond() * MANY));
        }
        figures.add(Figure.of(key + (operation.ofMany() ? "cpu_us_a_task" : "cpu_us"), micros));
        progress.accept(
                String.format(
                        Locale.ROOT,
                        "operations: %s with %d: %.2f ms, p99 %.2f ms, %,.0f/s, CPU %,.0f us",
                        operation.name(),
                        clients,
                        timed.percentileMillis(50),
                        timed.percentileMillis(99),
                        timed.tasksPerSecond() * each,
                        micros));
    }

    /** At the rate that users were promised, whatever becomes of those before. */
    private void offer(Operation operation, Promise promise, List<Figure> figures)
            throws IOException {
        long most = Math.min(requests, promise.perSecond() * span.toSeconds());
        Schedule schedule = new Schedule(promise.perSecond(), (int) most);
        OfferedCalls calls = new OfferedCalls(operation, schedule.count());
        try (OpenLoop loop = new OpenLoop(suite.endpoint(), CONNECTIONS)) {
            loop.offer(schedule, calls);
            loop.drain(calls, suite.limit());
        }
        calls.verify();
        long[] latencies = calls.latencies();
        Timed timed = new Timed(latencies.length, schedule.endNanos(), latencies);
        String key = operation.name() + "_promised_";
        figures.add(Figure.of(key + "p50_ms", timed.percentileMillis(50)));
        figures.add(Figure.of(key + "p99_ms", timed.percentileMillis(99)));
        figures.add(Figure.of(key + "per_s", timed.tasksPerSecond()));
        figures.add(Figure.of(key + "not_sent", calls.notTaken()));
        progress.accept(
                String.format(
                        Locale.ROOT,
                        "operations: %s at %,d/s: %.2f ms, p99 %.2f ms (%.0f promised),"
                                + " %d not sent or refused",
                        operation.name(),
                        promise.perSecond(),
                        timed.percentileMillis(50),
                        timed.percentileMillis(99),
                        promise.p99Millis(),
                        calls.notTaken()));
    }

    /** Of all processes, the driver's as well. */
    private double cpuSeconds() {
        return processes.cpuSeconds().values().stream().mapToDouble(Double::doubleValue).sum();
    }

    private Timed timed(Operation operation, int clients, int most, Duration span)
            throws IOException {
        Calls calls = new Calls(operation, most, span);
        try (Pump pump = new Pump(suite.endpoint(), clients)) {
            long start = System.nanoTime();
            pump.run(calls, suite.limit());
            if (pump.putOff() > 0) {
                throw new IOException(operation.name() + " was asked to come again later");
            }
            return new Timed(calls.answered, System.nanoTime() - start, calls.latencies());
        }
    }

    /** One operation again and again, until there were enough or the time is over. */
    private static final class Calls implements Conversation {

        private final Operation operation;
        private final long[] latencies;
        private final long until;
        private final List<String> ids = new ArrayList<>();
        private int sent;
        private int answered;

        private Calls(Operation operation, int most, Duration span) {
            this.operation = operation;
            this.latencies = new long[most];
            this.until = System.nanoTime() + span.toNanos();
        }

        private long[] latencies() {
            return Arrays.copyOf(latencies, answered);
        }

        @Override
        public @Nullable Request next() {
            boolean over = sent == latencies.length || System.nanoTime() - until >= 0;
            return over ? null : operation.request().apply(sent++);
        }

        @Override
        public void answered(Response response, long nanos) throws IOException {
            if (response.status() / 100 != 2) {
                throw new IOException(operation.name() + " is answered by " + response.quoted());
            }
            if (!operation.ends(response)) {
                throw new IOException(operation.name() + " is refused in part");
            }
            latencies[answered++] = nanos;
            if (operation.name().equals("open")) {
                ids.add(Submission.lastId(response));
            }
        }
    }
}
