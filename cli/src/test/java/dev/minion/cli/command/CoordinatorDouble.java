package dev.minion.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * A coordinator in this JVM. At every look at the list its tasks go one step further: ready,
 * running, completed; a task of type {@code demo.fail} ends failed.
 */
final class CoordinatorDouble implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final Map<String, ObjectNode> tasks = new LinkedHashMap<>();
    private final Deque<Answer> prepared = new ArrayDeque<>();
    final List<String> keys = new ArrayList<>();
    final List<String> requests = new ArrayList<>();
    String timeline = "{\"items\":[],\"truncated\":false}";
    final List<String> bodies = new ArrayList<>();

    private record Answer(int status, String body) {}

    CoordinatorDouble() throws IOException {
        server =
                HttpServer.create(
                        new InetSocketAddress(
                                InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0),
                        0);
        server.createContext("/", this::handle);
        server.start();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** The next request is answered with this, whatever it is. */
    void answerNext(int status, String body) {
        prepared.add(new Answer(status, body));
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
        byte[] body = exchange.getRequestBody().readAllBytes();
        if (body.length > 0) {
            bodies.add(new String(body, StandardCharsets.UTF_8));
        }
        if (exchange.getRequestHeaders().containsKey("Idempotency-Key")) {
            keys.add(exchange.getRequestHeaders().getFirst("Idempotency-Key"));
        }
        Answer answer = prepared.isEmpty() ? answer(exchange, path, body) : prepared.remove();
        byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private Answer answer(HttpExchange exchange, String path, byte[] body) throws IOException {
        boolean post = exchange.getRequestMethod().equals("POST");
        if (post && path.equals("/api/v1/tasks/batch")) {
            ObjectNode all = JSON.createObjectNode();
            var items = all.putArray("items");
            for (JsonNode task : JSON.readTree(body).path("tasks")) {
                items.add(created(task));
            }
            return new Answer(200, all.toString());
        }
        if (post && path.equals("/api/v1/tasks")) {
            return new Answer(201, created(JSON.readTree(body)).toString());
        }
        if (path.equals("/api/v1/tasks")) {
            ObjectNode page = JSON.createObjectNode();
            var items = page.putArray("items");
            tasks.values().forEach(task -> items.add(task.deepCopy()));
            tasks.values().forEach(CoordinatorDouble::step);
            return new Answer(200, page.toString());
        }
        if (path.endsWith("/timeline")) {
            return new Answer(200, timeline);
        }
        ObjectNode one = tasks.get(path.substring(path.lastIndexOf('/') + 1));
        if (one == null) {
            return new Answer(
                    404,
                    "{\"status\":404,\"code\":\"task-not-found\",\"detail\":\"There is no such task.\"}");
        }
        String text = one.toString();
        step(one);
        return new Answer(200, text);
    }

    private ObjectNode created(JsonNode task) {
        ObjectNode created = task.deepCopy();
        String id = UUID.randomUUID().toString();
        created.put("id", id).put("status", "ready").put("attempt", 1);
        tasks.put(id, created);
        return created;
    }

    private static void step(ObjectNode task) {
        switch (task.path("status").asText()) {
            case "ready" -> task.put("status", "running");
            case "running" -> {
                boolean fails = task.path("type").asText().equals("demo.fail");
                task.put("status", fails ? "failed" : "completed");
                if (fails) {
                    task.putObject("error").put("code", "asked").put("message", "as asked");
                } else {
                    task.set("output", task.path("input"));
                }
            }
            default -> {}
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
