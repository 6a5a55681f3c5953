package dev.minion.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.minion.cli.Surroundings;
import dev.minion.cli.client.Coordinator;
import dev.minion.cli.client.TaskView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code minion dead-letters}. */
@Command(
        name = "dead-letters",
        description = {
            "Lists tasks whose retries have run out, the newest first.",
            "To replay or discard many by a filter: minion bulk."
        })
final class DeadLettersCommand implements Callable<Integer> {

    private final Surroundings around;

    @Mixin private final Shared shared = new Shared();

    @Mixin private final TaskFilter filter = new TaskFilter();

    @Option(names = "--limit", description = "At most so many, up to 1000 (default: 50).")
    private int limit = 50;

    @Option(names = "--cursor", description = "Go on where an earlier list ended.")
    private String cursor = "";

    DeadLettersCommand(Surroundings around) {
        this.around = around;
    }

    @Override
    public Integer call() {
        List<Map.Entry<String, String>> query = filter.query();
        query.add(Map.entry("limit", Integer.toString(limit)));
        if (!cursor.isEmpty()) {
            query.add(Map.entry("cursor", cursor));
        }
        JsonNode page = new Coordinator(around.url()).deadLetters(query);
        if (shared.json) {
            around.output().json(page);
            return 0;
        }
        List<List<String>> rows = new ArrayList<>();
        page.path("items").forEach(item -> rows.add(row(TaskView.of(item))));
        Table.lines(List.of("ID", "ATTEMPT", "TYPE", "NAME", "ERROR"), rows)
                .forEach(around.output()::line);
        String next = page.path("next_cursor").asText("");
        if (!next.isEmpty() && !next.equals("null")) {
            around.output().line("There may be more: --cursor " + next);
        }
        return 0;
    }

    private static List<String> row(TaskView task) {
        return List.of(
                task.id(),
                Integer.toString(task.attempt()),
                task.type(),
                task.name(),
                task.error());
    }
}
