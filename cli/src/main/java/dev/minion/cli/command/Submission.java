package dev.minion.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.minion.cli.CliException;
import dev.minion.cli.ExitCode;
import dev.minion.cli.Output;
import dev.minion.cli.Surroundings;
import dev.minion.cli.batch.BatchFile;
import dev.minion.cli.client.Coordinator;
import dev.minion.cli.client.Refused;
import dev.minion.cli.client.TaskView;
import dev.minion.cli.client.Unreachable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * One submission, all tasks or none. It has a key, so that asking again after a lost answer makes
 * no second set of tasks, and a session, by which its tasks are found again.
 */
final class Submission {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final Coordinator coordinator;
    private final Surroundings around;
    private final String file;
    private final String key = UUID.randomUUID().toString();
    private final String session = "run-" + key;

    Submission(Coordinator coordinator, Surroundings around, String file) {
        this.coordinator = coordinator;
        this.around = around;
        this.file = file;
    }

    String session() {
        return session;
    }

    List<TaskView> submit(BatchFile batch) {
        ObjectNode body = Output.JSON.createObjectNode();
        ArrayNode tasks = body.putArray("tasks");
        for (JsonNode each : batch.tasks()) {
            ObjectNode task = each.deepCopy();
            if (!task.hasNonNull("session_id")) {
                task.put("session_id", session);
            }
            tasks.add(task);
        }
        return accepted(batch, patiently(batch, body));
    }

    private JsonNode patiently(BatchFile batch, ObjectNode body) {
        Instant end = around.clock().instant().plus(PATIENCE);
        while (true) {
            try {
                return coordinator.submitAll(body, key);
            } catch (Refused refused) {
                throw located(batch, refused);
            } catch (Unreachable unreachable) {
                if (around.clock().instant().isAfter(end)) {
                    throw unreachable;
                }
                around.pause().accept(PAUSE);
            }
        }
    }

    /** The problem with the lines of the file instead of pointers into the request. */
    private CliException located(BatchFile batch, Refused refused) {
        String where =
                refused.errors().stream()
                        .map(
                                error ->
                                        file
                                                + ":"
                                                + batch.line(error.pointer())
                                                + ": "
                                                + error.detail())
                        .collect(Collectors.joining("\n"));
        String sentence = where.isEmpty() ? file + ": " + refused.getMessage() : where;
        ExitCode exitCode = refused.status() < 500 ? ExitCode.USAGE : ExitCode.FAILED;
        return new CliException(exitCode, refused.code(), sentence);
    }

    private List<TaskView> accepted(BatchFile batch, JsonNode answer) {
        List<TaskView> all = new ArrayList<>();
        List<String> complaints = new ArrayList<>();
        JsonNode items = answer.path("items");
        for (int i = 0; i < items.size(); i++) {
            JsonNode error = items.get(i).path("error");
            if (error.isObject()) {
                complaints.add(
                        file
                                + ":"
                                + batch.line("/tasks/" + i)
                                + ": "
                                + error.path("detail").asText());
            }
            ObjectNode task = batch.tasks().get(i).deepCopy();
            task.put("id", items.get(i).path("id").asText());
            task.put("status", items.get(i).path("status").asText("pending"));
            all.add(TaskView.of(task));
        }
        if (!complaints.isEmpty() || all.size() != batch.tasks().size()) {
            throw new CliException(ExitCode.USAGE, "refused", String.join("\n", complaints));
        }
        return all;
    }
}
