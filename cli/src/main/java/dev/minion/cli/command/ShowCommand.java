package dev.minion.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.minion.cli.Output;
import dev.minion.cli.Surroundings;
import dev.minion.cli.client.Coordinator;
import dev.minion.cli.client.Refused;
import dev.minion.cli.client.TaskView;
import dev.minion.cli.progress.Printable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code minion show}. */
@Command(name = "show", description = "Shows a task, and why it waits if it does.")
final class ShowCommand implements Callable<Integer> {

    private static final List<String> FACTS =
            List.of(
                    "id",
                    "name",
                    "type",
                    "status",
                    "priority",
                    "attempt",
                    "assigned_to",
                    "progress",
                    "created_at",
                    "started_at",
                    "completed_at");

    private final Surroundings around;

    @Mixin private final Shared shared = new Shared();

    @Parameters(paramLabel = "ID", description = "The task's id.")
    private String id = "";

    @Option(names = "--timeline", description = "Also what became of it, step by step.")
    private boolean timeline;

    ShowCommand(Surroundings around) {
        this.around = around;
    }

    @Override
    public Integer call() {
        Coordinator coordinator = new Coordinator(around.url());
        JsonNode task = coordinator.task(id);
        JsonNode why = why(coordinator, TaskView.of(task));
        if (shared.json) {
            ObjectNode all = ((ObjectNode) task).deepCopy();
            if (!why.isEmpty()) {
                all.set("why", why);
            }
            if (timeline) {
                all.set("timeline", coordinator.timeline(id).path("items"));
            }
            around.output().json(all);
            return 0;
        }
        for (String fact : FACTS) {
            if (task.hasNonNull(fact)) {
                line(fact, Printable.text(task.path(fact).asText()));
            }
        }
        if (!why.isEmpty()) {
            line("waiting for", why.path("waiting_for").asText() + " " + why.path("detail"));
        }
        payload("input", task);
        payload("output", task);
        block("error", task.path("error"));
        if (timeline) {
            steps(coordinator.timeline(id));
        }
        return 0;
    }

    private void steps(JsonNode answer) {
        List<List<String>> rows = new ArrayList<>();
        answer.path("items").forEach(step -> rows.add(row(step)));
        around.output().line("timeline");
        Table.lines(List.of("AT", "FROM", "TO", "ATTEMPT", "WORKER", "REASON"), rows)
                .forEach(line -> around.output().line("  " + line));
        if (answer.path("truncated").asBoolean()) {
            around.output().line("  Those between the first and the second are not shown.");
        }
    }

    private static List<String> row(JsonNode step) {
        String code = step.path("code").asText("");
        String reason = Printable.text(step.path("reason").asText(""));
        return List.of(
                step.path("at").asText(),
                step.path("from").asText("-"),
                step.path("to").asText(),
                step.path("attempt").asText(),
                step.path("worker").asText("-"),
                step.path("code").isNull() ? "" : code + ": " + reason);
    }

    private static JsonNode why(Coordinator coordinator, TaskView task) {
        if (task.terminal()) {
            return Output.JSON.createObjectNode();
        }
        try {
            return coordinator.why(task.id());
        } catch (Refused itEndedMeanwhile) {
            return Output.JSON.createObjectNode();
        }
    }

    private void line(String fact, String value) {
        around.output().line(String.format(java.util.Locale.ROOT, "%-13s %s", fact, value));
    }

    /** A large one is named, with the path at which it is to be had. */
    private void payload(String title, JsonNode task) {
        JsonNode large = task.path(title + "_ref");
        if (large.isObject()) {
            String path = around.url() + large.path("href").asText();
            line(title, Size.text(large.path("size").asLong()) + " at " + path);
        } else {
            block(title, task.path(title));
        }
    }

    private void block(String title, JsonNode value) {
        if (!value.isMissingNode() && !value.isNull()) {
            around.output().line(title);
            String text = value.isTextual() ? value.asText() : Output.pretty(value);
            Printable.lines(text).lines().forEach(line -> around.output().line("  " + line));
        }
    }
}
