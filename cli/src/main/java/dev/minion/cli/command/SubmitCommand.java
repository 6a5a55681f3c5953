package dev.minion.cli.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.minion.cli.CliException;
import dev.minion.cli.Output;
import dev.minion.cli.Surroundings;
import dev.minion.cli.batch.BatchFile;
import dev.minion.cli.client.Coordinator;
import dev.minion.cli.client.TaskView;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code minion submit}. */
@Command(
        name = "submit",
        description = {
            "Submits a task, or the tasks of a file, and prints their ids.",
            "It does not wait for them: see watch and show."
        })
final class SubmitCommand implements Callable<Integer> {

    private final Surroundings around;

    @Mixin private final Shared shared = new Shared();

    @Parameters(
            arity = "0..1",
            paramLabel = "FILE",
            description = "YAML or JSON: one task, or a list of tasks; - is stdin.")
    private String file = "";

    @Option(
            names = {"-t", "--type"},
            description = "The task's type, such as demo.echo.")
    private String type = "";

    @Option(
            names = {"-n", "--name"},
            description = "The task's name (default: its type).")
    private String name = "";

    @Option(
            names = {"-i", "--input"},
            paramLabel = "JSON",
            description = "The task's input.")
    private String input = "";

    @Option(
            names = {"-p", "--priority"},
            description = "1 to 10, 10 goes first (default: 5).")
    private int priority;

    @Option(
            names = "--key",
            description = "Idempotency key: the same key submits nothing a second time.")
    private String key = "";

    @Option(
            names = "--set",
            paramLabel = "NAME=VALUE",
            description = "Another value for a variable of the file; may be repeated.")
    private Map<String, String> variables = new HashMap<>();

    @Mixin private final RoutingOptions routing = new RoutingOptions();

    SubmitCommand(Surroundings around) {
        this.around = around;
    }

    @Override
    public Integer call() {
        if (file.isEmpty() == type.isEmpty()) {
            throw CliException.usage("Name either a FILE or a --type; see ./minion submit --help");
        }
        if (!file.isEmpty() && routing.given()) {
            throw CliException.usage(
                    "A FILE says by itself where its tasks go: see docs/routing.md");
        }
        Coordinator coordinator = new Coordinator(around.url());
        if (file.isEmpty()) {
            String unique = key.isEmpty() ? UUID.randomUUID().toString() : key;
            print(List.of(TaskView.of(coordinator.submit(task(), unique))));
        } else {
            BatchFile batch =
                    BatchSource.read(around, file, text -> BatchFile.readAny(text, variables));
            print(new Submission(coordinator, around, file).submit(batch));
        }
        return 0;
    }

    private ObjectNode task() {
        ObjectNode task = Output.JSON.createObjectNode();
        task.put("name", name.isEmpty() ? type : name).put("type", type);
        if (!input.isEmpty()) {
            task.set("input", inputJson());
        }
        if (priority != 0) {
            task.put("priority", priority);
        }
        routing.addTo(task);
        return task;
    }

    private JsonNode inputJson() {
        try {
            return Output.JSON.readTree(input);
        } catch (JsonProcessingException wrong) {
            throw CliException.usage("--input is not JSON: " + wrong.getOriginalMessage());
        }
    }

    private void print(List<TaskView> tasks) {
        if (shared.json) {
            ObjectNode answer = Output.JSON.createObjectNode();
            var items = answer.putArray("items");
            tasks.forEach(t -> items.addObject().put("id", t.id()).put("status", t.status()));
            around.output().json(answer);
        } else {
            tasks.forEach(task -> around.output().line(task.id()));
        }
    }
}
