package dev.minion.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.minion.benchmarks.http.Endpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.IntPredicate;

/** A suite in this JVM that completes each task at once, or spoils it as told. */
public final class SuiteDouble implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Paths of requests for many, and what their answers call those that were refused. */
    private static final Map<String, String> REFUSED =
            Map.of("/get", "missing", "/update", "rejected", "/progress", "rejected");

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, JsonNode> tasks = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<String> namespaces = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<String> paths = new ConcurrentLinkedQueue<>();

    /** Submissions that are answered by 429 before the first is taken. */
    public final AtomicInteger busyAnswers = new AtomicInteger();

    /** Tasks that are accepted and then never completed. */
    public final AtomicInteger stuckTasks = new AtomicInteger();

    /** Tasks that are refused inside their batch. */
    public final AtomicInteger refusedTasks = new AtomicInteger();

    /** Which batch submissions, by their number from 0, are answered by 429. */
    public volatile IntPredicate busyWhen = number -> false;

    /** Whether tasks complete; those that could not do so when they can again. */
    public volatile BooleanSupplier atWork = () -> true;

    private final AtomicInteger batches = new AtomicInteger();

    public SuiteDouble() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/api/v1/tasks", this::serve);
        server.createContext("/q/metrics", this::metrics);
        server.start();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    public Endpoint endpoint() {
        return Endpoint.of(URI.create(url()), Map.of("Minion-Namespace", "bench"));
    }

    public List<JsonNode> tasks() {
        return List.copyOf(tasks.values());
    }

    public List<String> namespaces() {
        return namespaces.stream().distinct().toList();
    }

    /** Of all requests, with their queries. */
    public List<String> paths() {
        return List.copyOf(paths);
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            namespaces.add(exchange.getRequestHeaders().getFirst("Minion-Namespace"));
            paths.add(exchange.getRequestURI().toString());
            byte[] body = exchange.getRequestBody().readAllBytes();
            String path = exchange.getRequestURI().getPath().substring("/api/v1/tasks".length());
            if (exchange.getRequestMethod().equals("POST")) {
                submit(exchange, path, body);
            } else if (path.isEmpty()) {
                count(exchange);
            } else {
                answer(exchange, 200, tasks.getOrDefault(path.substring(1), JSON.nullNode()));
            }
        }
    }

    private void metrics(HttpExchange exchange) throws IOException {
        try (exchange) {
            work();
            long completed =
                    tasks.values().stream()
                            .filter(task -> task.path("status").asText().equals("completed"))
                            .count();
            String page = "minion_tasks_finished_total{status=\"completed\"} " + completed + ".0\n";
            exchange.sendResponseHeaders(200, page.length());
            exchange.getResponseBody().write(page.getBytes(StandardCharsets.US_ASCII));
        }
    }

    private void work() {
        if (atWork.getAsBoolean()) {
            tasks.replaceAll(
                    (id, task) ->
                            task.path("status").asText().equals("ready")
                                    ? ((ObjectNode) task.deepCopy()).put("status", "completed")
                                    : task);
        }
    }

    private void submit(HttpExchange exchange, String path, byte[] body) throws IOException {
        boolean batch = path.equals("/batch");
        boolean busy = batch && busyWhen.test(batches.getAndIncrement());
        if (busy || busyAnswers.getAndDecrement() > 0) {
            exchange.getResponseHeaders().add("Retry-After", "0");
            answer(exchange, 429, JSON.createObjectNode().put("code", "overloaded"));
        } else if (batch) {
            answer(exchange, 200, batch(JSON.readTree(body).path("tasks")));
        } else if (REFUSED.containsKey(path)) {
            String refused = REFUSED.getOrDefault(path, "");
            answer(exchange, 200, many(JSON.readTree(body), refused));
        } else {
            answer(exchange, 201, keep(JSON.readTree(body)));
        }
    }

    /** Finds nothing wrong with the items of the one list. */
    private static ObjectNode many(JsonNode request, String refused) {
        JsonNode items = request.elements().next();
        ObjectNode result = JSON.createObjectNode();
        result.set("items", items);
        return result.put("done", items.size()).put(refused, 0);
    }

    private ObjectNode batch(JsonNode specs) {
        ObjectNode result = JSON.createObjectNode();
        ArrayNode items = result.putArray("items");
        int rejected = 0;
        for (JsonNode spec : specs) {
            if (refusedTasks.getAndDecrement() > 0) {
                rejected++;
            } else {
                items.add(keep(spec));
            }
        }
        return result.put("accepted", items.size()).put("rejected", rejected);
    }

    private JsonNode keep(JsonNode spec) {
        String id = UUID.randomUUID().toString();
        boolean stuck = stuckTasks.getAndDecrement() > 0;
        ObjectNode task = spec.deepCopy();
        task.put("id", id).put("status", stuck ? "running" : done());
        tasks.put(id, task);
        return task;
    }

    private String done() {
        return atWork.getAsBoolean() ? "completed" : "ready";
    }

    private void count(HttpExchange exchange) throws IOException {
        String query = String.valueOf(exchange.getRequestURI().getQuery());
        long total =
                tasks.values().stream()
                        .filter(task -> query.contains(task.path("session_id").asText()))
                        .filter(
                                task ->
                                        !query.contains("status=completed")
                                                || task.path("status").asText().equals("completed"))
                        .count();
        answer(exchange, 200, JSON.createObjectNode().put("total", total));
    }

    private static void answer(HttpExchange exchange, int status, JsonNode json) {
        try {
            byte[] bytes = JSON.writeValueAsBytes(json);
            // A length of 0 makes this server answer in chunks: let every other answer be so.
            boolean chunked = bytes.length % 2 == 0;
            exchange.sendResponseHeaders(status, chunked ? 0 : bytes.length);
            exchange.getResponseBody().write(bytes);
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
