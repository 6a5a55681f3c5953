package dev.minion.cli.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The coordinator's REST interface. Every method answers its JSON.
 *
 * <p>All methods throw {@link Refused} for a problem, and {@link Unreachable} when there is no
 * answer.
 */
public final class Coordinator {

    private static final String DEAD_LETTERS = "/api/v1/dead-letters";
    private static final String BULK_JOBS = "/api/v1/bulk-jobs";
    private static final String PAUSES = "/api/v1/pauses";
    private static final String PAUSE_RULES = "/api/v1/pause-rules";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration CONNECT = Duration.ofSeconds(5);

    /** Longer than the longest wait that the coordinator takes. */
    private static final Duration ANSWER = Duration.ofSeconds(70);

    private static final String STRATEGY = "/api/v1/scheduling/strategy";
    private static final int TOO_MANY = 429;
    private static final int PAGE = 1000;
    private static final int QUEUE_PAGE = 200;

    private final URI url;
    private final HttpClient http;

    public Coordinator(URI url) {
        this.url = url;
        this.http =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(CONNECT)
                        .build();
    }

    /** Submits one task; repeating it with the same key makes no second one. */
    public JsonNode submit(JsonNode task, String key) {
        return post("/api/v1/tasks", task, Map.of("Idempotency-Key", key));
    }

    /** Submits {@code {"tasks": [...]}}, all or none. */
    public JsonNode submitAll(JsonNode batch, String key) {
        return post("/api/v1/tasks/batch?atomic=true", batch, Map.of("Idempotency-Key", key));
    }

    public JsonNode task(String id) {
        return get("/api/v1/tasks/" + segment(id));
    }

    /** The output of a task by itself, also a large one. */
    public JsonNode output(String id) {
        return get("/api/v1/tasks/" + segment(id) + "/output");
    }

    public JsonNode why(String id) {
        return get("/api/v1/tasks/" + segment(id) + "/why");
    }

    public JsonNode timeline(String id) {
        return get("/api/v1/tasks/" + segment(id) + "/timeline");
    }

    public JsonNode cancel(String id) {
        return post("/api/v1/tasks/" + segment(id) + "/cancel", JSON.createObjectNode(), Map.of());
    }

    /** Sends a message; repeating it with the same key sends no second one. */
    public JsonNode send(JsonNode message, String key) {
        return post("/api/v1/messages", message, Map.of("Idempotency-Key", key));
    }

    /**
     * What an agent has to read.
     *
     * @param wait for how long where there is nothing, like {@code 30s}; empty for not at all
     */
    public JsonNode inbox(String agent, String wait) {
        return get(inboxOf(agent) + (wait.isEmpty() ? "" : "?wait=" + encoded(wait)));
    }

    /** Says that an agent has read a message. */
    public JsonNode read(String agent, String message) {
        JsonNode read = JSON.createObjectNode().put("status", "read");
        return post(inboxOf(agent) + '/' + segment(message) + "/ack", read, Map.of());
    }

    public JsonNode workers() {
        return get("/api/v1/workers");
    }

    public JsonNode strategy() {
        return get(STRATEGY);
    }

    /**
     * Lets other strategies choose the workers.
     *
     * @param tag of the version that they replace
     */
    public JsonNode chooseStrategy(JsonNode choice, String tag) {
        return ask(withBody(STRATEGY, choice, "PUT").header("If-Match", tag));
    }

    /** Lets the environment decide again. */
    public JsonNode resetStrategy() {
        return ask(HttpRequest.newBuilder(url.resolve(STRATEGY)).DELETE());
    }

    /** All that was learned of the workers, page by page. */
    public JsonNode quality() {
        return all("/api/v1/scheduling/quality", PAGE);
    }

    /** All queues, page by page. */
    public JsonNode queues() {
        return all("/api/v1/queues", QUEUE_PAGE);
    }

    private ArrayNode all(String path, int limit) {
        ArrayNode all = JSON.createArrayNode();
        String cursor = "";
        do {
            List<Map.Entry<String, String>> query = new ArrayList<>();
            query.add(Map.entry("limit", Integer.toString(limit)));
            if (!cursor.isEmpty()) {
                query.add(Map.entry("cursor", cursor));
            }
            JsonNode page = get(path + text(query));
            page.path("items").forEach(all::add);
            cursor = page.path("next_cursor").asText("");
        } while (!cursor.isEmpty() && !cursor.equals("null"));
        return all;
    }

    public JsonNode stats() {
        return get("/api/v1/stats");
    }

    /** Begins a purge, or a dry run of one. */
    public JsonNode startPurge(JsonNode purge) {
        return post("/api/v1/admin/purges", purge, Map.of());
    }

    public JsonNode purge(String id) {
        return get("/api/v1/admin/purges/" + segment(id));
    }

    /** Restores a task or a range, or the next part of a long range. */
    public JsonNode restore(JsonNode restore) {
        return post("/api/v1/admin/restores", restore, Map.of());
    }

    /**
     * One page of dead letters.
     *
     * @param query names and values, names may repeat
     */
    public JsonNode deadLetters(List<Map.Entry<String, String>> query) {
        return get(DEAD_LETTERS + text(query));
    }

    /** What dead letters died of. */
    public JsonNode deadLetterGroups(List<Map.Entry<String, String>> query) {
        return get(DEAD_LETTERS + "/groups" + text(query));
    }

    public JsonNode editDeadLetter(String id, JsonNode edit) {
        return ask(withBody(DEAD_LETTERS + '/' + segment(id), edit, "PATCH"));
    }

    public JsonNode replayDeadLetter(String id) {
        String path = DEAD_LETTERS + '/' + segment(id) + "/replay";
        return post(path, JSON.createObjectNode(), Map.of());
    }

    public JsonNode discardDeadLetter(String id, String reason) {
        String path = DEAD_LETTERS + '/' + segment(id) + "/discard";
        return post(path, JSON.createObjectNode().put("reason", reason), Map.of());
    }

    /** Begins a bulk job. */
    public JsonNode startBulkJob(JsonNode job) {
        return post(BULK_JOBS, job, Map.of());
    }

    public JsonNode bulkJob(String id) {
        return get(BULK_JOBS + '/' + segment(id));
    }

    /** The newest bulk jobs. */
    public JsonNode bulkJobs() {
        return get(BULK_JOBS);
    }

    public JsonNode cancelBulkJob(String id) {
        String path = BULK_JOBS + '/' + segment(id) + "/cancel";
        return post(path, JSON.createObjectNode(), Map.of());
    }

    /** Pauses a type, a key, a namespace, or everything. */
    public JsonNode startPause(JsonNode pause) {
        return post(PAUSES, pause, Map.of());
    }

    /** The pauses in force, all of them; or the newest, those too that have ended. */
    public JsonNode pauses(boolean ended) {
        return get(PAUSES + "?limit=" + PAGE + (ended ? "&ended=true" : ""));
    }

    public JsonNode endPause(String id) {
        return ask(HttpRequest.newBuilder(url.resolve(PAUSES + '/' + segment(id))).DELETE());
    }

    public JsonNode putPauseRule(JsonNode rule) {
        return post(PAUSE_RULES, rule, Map.of());
    }

    public JsonNode pauseRules() {
        return get(PAUSE_RULES);
    }

    public JsonNode removePauseRule(String id) {
        return ask(HttpRequest.newBuilder(url.resolve(PAUSE_RULES + '/' + segment(id))).DELETE());
    }

    /** Has a task wait until it is resumed. */
    public JsonNode pause(String id, String reason) {
        return post("/api/v1/tasks/" + segment(id) + "/pause", because(reason), Map.of());
    }

    /** Lets a paused task go on. */
    public JsonNode resume(String id, String reason) {
        return post("/api/v1/tasks/" + segment(id) + "/resume", because(reason), Map.of());
    }

    private static ObjectNode because(String reason) {
        ObjectNode body = JSON.createObjectNode();
        return reason.isEmpty() ? body : body.put("reason", reason);
    }

    public JsonNode size() {
        return get("/api/v1/admin/size");
    }

    /**
     * One page of tasks.
     *
     * @param query names and values, names may repeat
     */
    public JsonNode tasks(List<Map.Entry<String, String>> query) {
        return get("/api/v1/tasks" + text(query));
    }

    /**
     * One page of the change feed.
     *
     * @param query names and values, names may repeat
     */
    public JsonNode changes(List<Map.Entry<String, String>> query) {
        return get("/api/v1/changes" + text(query));
    }

    private static String text(List<Map.Entry<String, String>> query) {
        StringBuilder text = new StringBuilder();
        char separator = '?';
        for (Map.Entry<String, String> each : query) {
            text.append(separator).append(encoded(each.getKey())).append('=');
            text.append(encoded(each.getValue()));
            separator = '&';
        }
        return text.toString();
    }

    /** All tasks of a session, page by page. */
    public List<TaskView> ofSession(String session) {
        List<TaskView> all = new ArrayList<>();
        String cursor = "";
        do {
            List<Map.Entry<String, String>> query = new ArrayList<>();
            query.add(Map.entry("session_id", session));
            query.add(Map.entry("limit", Integer.toString(PAGE)));
            if (!cursor.isEmpty()) {
                query.add(Map.entry("cursor", cursor));
            }
            JsonNode page = tasks(query);
            page.path("items").forEach(item -> all.add(TaskView.of(item)));
            cursor = page.path("next_cursor").asText("");
        } while (!cursor.isEmpty() && !cursor.equals("null"));
        return all;
    }

    private static String inboxOf(String agent) {
        return "/api/v1/agents/" + segment(agent) + "/inbox";
    }

    private JsonNode get(String path) {
        return ask(HttpRequest.newBuilder(url.resolve(path)).GET());
    }

    private JsonNode post(String path, JsonNode body, Map<String, String> headers) {
        HttpRequest.Builder request = withBody(path, body, "POST");
        headers.forEach(request::header);
        return ask(request);
    }

    private HttpRequest.Builder withBody(String path, JsonNode body, String method) {
        return HttpRequest.newBuilder(url.resolve(path))
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body.toString()));
    }

    private JsonNode ask(HttpRequest.Builder request) {
        HttpResponse<String> response;
        try {
            response =
                    http.send(
                            request.timeout(ANSWER).header("Accept", "application/json").build(),
                            HttpResponse.BodyHandlers.ofString());
        } catch (IOException failed) {
            throw new Unreachable("The coordinator at " + url + " does not answer.");
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new Unreachable("The question was interrupted.");
        }
        return answered(response);
    }

    private JsonNode answered(HttpResponse<String> response) {
        int status = response.statusCode();
        if (status < 300) {
            return parsed(response);
        }
        if (status == TOO_MANY || status == 502 || status == 503 || status == 504) {
            throw new Unreachable(
                    "The coordinator at " + url + " cannot answer now (status " + status + ").");
        }
        throw new Refused(problem(response));
    }

    private JsonNode parsed(HttpResponse<String> response) {
        try {
            return response.body().isBlank()
                    ? JSON.createObjectNode()
                    : JSON.readTree(response.body());
        } catch (JsonProcessingException notJson) {
            throw new Unreachable("What answers at " + url + " is not a Minion coordinator.");
        }
    }

    private static JsonNode problem(HttpResponse<String> response) {
        ObjectNode unnamed = JSON.createObjectNode();
        unnamed.put("status", response.statusCode());
        unnamed.put("title", "The coordinator answered with status " + response.statusCode());
        try {
            JsonNode body = JSON.readTree(response.body());
            return body.isObject() ? unnamed.setAll((ObjectNode) body) : unnamed;
        } catch (JsonProcessingException notJson) {
            return unnamed;
        }
    }

    private static String segment(String id) {
        return encoded(id).replace("+", "%20");
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
