package dev.minion.cli.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.minion.cli.CliException;
import dev.minion.cli.Output;
import dev.minion.cli.Surroundings;
import dev.minion.cli.client.Coordinator;
import dev.minion.cli.client.TaskView;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code minion dead-letters replay}. */
@Command(
        name = "replay",
        description = {
            "Runs dead letters again, with their retries anew.",
            "What is to be changed before is changed first."
        })
final class DeadLetterReplayCommand implements Callable<Integer> {

    private final Surroundings around;

    @Mixin private final Shared shared = new Shared();

    @Parameters(arity = "1..*", paramLabel = "ID", description = "The tasks' ids.")
    private List<String> ids = new ArrayList<>();

    @Option(names = "--input", paramLabel = "JSON", description = "In place of the input.")
    private String input = "";

    @Option(names = "--priority", paramLabel = "1-10", description = "In place of the priority.")
    private int priority;

    @Option(
            names = "--max-attempts",
            paramLabel = "NUMBER",
            description = "A retry policy with so many attempts, in place of the policy.")
    private int maxAttempts;

    @Option(names = "--edit-only", description = "Change them, and do not replay them.")
    private boolean editOnly;

    DeadLetterReplayCommand(Surroundings around) {
        this.around = around;
    }

    @Override
    public Integer call() {
        ObjectNode edit = edit();
        if (editOnly && edit.isEmpty()) {
            throw CliException.usage("What is to be changed? --input, --priority, --max-attempts.");
        }
        Coordinator coordinator = new Coordinator(around.url());
        ArrayNode answers = Output.JSON.createArrayNode();
        for (String id : ids) {
            JsonNode task = Output.JSON.createObjectNode();
            if (!edit.isEmpty()) {
                task = coordinator.editDeadLetter(id, edit);
            }
            if (!editOnly) {
                task = coordinator.replayDeadLetter(id);
            }
            answers.add(task);
            if (!shared.json) {
                around.output().line(id + " is " + TaskView.of(task).status());
            }
        }
        if (shared.json) {
            around.output().json(Output.JSON.createObjectNode().set("items", answers));
        }
        return 0;
    }

    private ObjectNode edit() {
        ObjectNode edit = Output.JSON.createObjectNode();
        if (!input.isEmpty()) {
            edit.set("input", json(input));
        }
        if (priority != 0) {
            edit.put("priority", priority);
        }
        if (maxAttempts != 0) {
            edit.putObject("retry").put("max_attempts", maxAttempts);
        }
        return edit;
    }

    private static JsonNode json(String text) {
        try {
            return Output.JSON.readTree(text);
        } catch (JsonProcessingException notJson) {
            throw CliException.usage("The input is not JSON: " + notJson.getOriginalMessage());
        }
    }
}
