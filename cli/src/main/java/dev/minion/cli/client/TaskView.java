package dev.minion.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;

/**
 * A task as the coordinator answers it.
 *
 * @param progress 0 to 100; negative when the handler reports none
 * @param json the whole answer
 */
public record TaskView(
        String id,
        String name,
        String type,
        String status,
        int attempt,
        double progress,
        JsonNode json) {

    private static final Set<String> TERMINAL =
            Set.of("completed", "failed", "cancelled", "timed_out", "dead");

    public static TaskView of(JsonNode json) {
        return new TaskView(
                json.path("id").asText(),
                json.path("name").asText(),
                json.path("type").asText(),
                json.path("status").asText("pending"),
                json.path("attempt").asInt(),
                json.path("progress").isNumber() ? json.path("progress").asDouble() : -1,
                json);
    }

    public boolean terminal() {
        return TERMINAL.contains(status);
    }

    public boolean completed() {
        return status.equals("completed");
    }

    public JsonNode output() {
        return json.path("output");
    }

    /** Whether the output has to be asked for. */
    public boolean hasLargeOutput() {
        return json.path("output_ref").isObject();
    }

    /** Code and message of the error, or "" when there is none. */
    public String error() {
        JsonNode error = json.path("error");
        return error.isObject()
                ? error.path("code").asText() + ": " + error.path("message").asText()
                : "";
    }
}
