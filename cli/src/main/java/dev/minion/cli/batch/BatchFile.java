package dev.minion.cli.batch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A checked batch of tasks. Beside what the REST interface takes, a task may say {@code result:
 * true} (its output is printed at the end), and the file may say {@code report: {task: REF, file:
 * NAME}} (that task's output is also written to the file) and {@code variables: {NAME: VALUE}}
 * (which stand for {@code ${NAME}} in its texts; no other text is touched).
 */
public final class BatchFile {

    private static final String ID =
            "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}";
    private static final Set<String> FIELDS = Set.of("name", "tasks", "report", "variables");

    private final Located file;
    private final ArrayNode tasks;
    private final List<Integer> results = new ArrayList<>();
    private final @Nullable Report report;

    private BatchFile(Located file) {
        this.file = file;
        this.tasks = JsonNodeFactory.instance.arrayNode();
        file.value()
                .fieldNames()
                .forEachRemaining(
                        field ->
                                require(
                                        FIELDS.contains(field),
                                        "/" + field,
                                        "there is no field \"" + field + "\" here"));
        JsonNode list = file.value().path("tasks");
        require(list.isArray() && !list.isEmpty(), "/tasks", "\"tasks\" must be a list of tasks");
        Map<String, Integer> byRef = refs(list);
        for (int i = 0; i < list.size(); i++) {
            check(list.get(i), i, byRef);
            ObjectNode task = list.get(i).deepCopy();
            if (task.path("result").asBoolean()) {
                results.add(i);
            }
            task.remove("result");
            tasks.add(task);
        }
        this.report = report(byRef);
    }

    /**
     * Where the output of one task is to be written.
     *
     * @param task its index in the batch
     * @param file relative to where the user stands
     */
    public record Report(int task, String file) {}

    /**
     * Reads and checks.
     *
     * @throws FileError for the first thing that is wrong
     */
    public static BatchFile read(String text) {
        return read(text, Map.of());
    }

    /**
     * Reads and checks.
     *
     * @param values instead of those that the file gives its variables
     * @throws FileError for the first thing that is wrong
     */
    public static BatchFile read(String text, Map<String, String> values) {
        Located file = Located.read(text);
        if (!file.value().isObject()) {
            throw new FileError(file.line(""), "a batch is a mapping with a list of \"tasks\"");
        }
        return new BatchFile(file.with(variables(file, values)));
    }

    private static Map<String, String> variables(Located file, Map<String, String> values) {
        Map<String, String> all = new HashMap<>();
        JsonNode declared = file.value().path("variables");
        declared.properties().forEach(e -> all.put(e.getKey(), e.getValue().asText()));
        for (String name : values.keySet()) {
            if (!all.containsKey(name)) {
                throw new FileError(
                        file.line("/variables"), "there is no variable \"" + name + "\"");
            }
        }
        all.putAll(values);
        return all;
    }

    /** Reads a batch, or a single task as a batch of one. */
    public static BatchFile readAny(String text, Map<String, String> values) {
        Located file = Located.read(text);
        if (file.value().isObject() && !file.value().has("tasks")) {
            Map<String, Integer> lines = new HashMap<>();
            file.lines().forEach((pointer, line) -> lines.put("/tasks/0" + pointer, line));
            ObjectNode batch = JsonNodeFactory.instance.objectNode();
            batch.putArray("tasks").add(file.value());
            return new BatchFile(new Located(batch, lines));
        }
        return read(text, values);
    }

    public String name() {
        return file.value().path("name").asText("");
    }

    /** The tasks, as the REST interface takes them. */
    public ArrayNode tasks() {
        return tasks;
    }

    /** The indices of the tasks whose output is printed. */
    public List<Integer> results() {
        return results;
    }

    public Optional<Report> report() {
        return Optional.ofNullable(report);
    }

    /** The line of what a pointer into the request means in this file. */
    public int line(String pointer) {
        return file.line(pointer);
    }

    private static Map<String, Integer> refsOf(JsonNode list) {
        Map<String, Integer> byRef = new HashMap<>();
        for (int i = 0; i < list.size(); i++) {
            byRef.put(list.get(i).path("ref").asText(""), i);
        }
        return byRef;
    }

    private Map<String, Integer> refs(JsonNode list) {
        Map<String, Integer> last = refsOf(list);
        for (int i = 0; i < list.size(); i++) {
            String ref = list.get(i).path("ref").asText("");
            require(
                    ref.isEmpty() || last.getOrDefault(ref, i) == i,
                    "/tasks/" + last.getOrDefault(ref, i) + "/ref",
                    "the ref \"" + ref + "\" is there twice");
        }
        return last;
    }

    private void check(JsonNode task, int index, Map<String, Integer> byRef) {
        String at = "/tasks/" + index;
        require(task.isObject(), at, "a task must be a mapping");
        for (String field : List.of("name", "type")) {
            JsonNode value = task.path(field);
            require(!value.isMissingNode(), at, "the task has no \"" + field + "\"");
            require(value.isTextual(), at + "/" + field, "\"" + field + "\" must be a text");
        }
        JsonNode dependencies = task.path("dependencies");
        require(
                dependencies.isMissingNode() || dependencies.isArray(),
                at + "/dependencies",
                "\"dependencies\" must be a list");
        for (int i = 0; i < dependencies.size(); i++) {
            String name = dependencies.get(i).asText();
            require(
                    byRef.containsKey(name) || name.matches(ID),
                    at + "/dependencies/" + i,
                    "no task has the ref \"" + name + "\"");
        }
    }

    private @Nullable Report report(Map<String, Integer> byRef) {
        JsonNode wish = file.value().path("report");
        if (wish.isMissingNode()) {
            return null;
        }
        String task = wish.path("task").asText("");
        require(byRef.containsKey(task), "/report/task", "no task has the ref \"" + task + "\"");
        String target = wish.path("file").asText("");
        require(!target.isEmpty(), "/report", "the report has no \"file\"");
        return new Report(byRef.getOrDefault(task, 0), target);
    }

    private void require(boolean holds, String pointer, String complaint) {
        if (!holds) {
            throw new FileError(file.line(pointer), complaint);
        }
    }
}
