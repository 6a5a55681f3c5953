package dev.minion.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.minion.cli.Surroundings;
import dev.minion.cli.client.Coordinator;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code minion dead-letters groups}. */
@Command(name = "groups", description = "Tells what dead letters died of, the most frequent first.")
final class DeadLetterGroupsCommand implements Callable<Integer> {

    private final Surroundings around;

    @Mixin private final Shared shared = new Shared();

    @Mixin private final TaskFilter filter = new TaskFilter();

    DeadLetterGroupsCommand(Surroundings around) {
        this.around = around;
    }

    @Override
    public Integer call() {
        JsonNode groups = new Coordinator(around.url()).deadLetterGroups(filter.query());
        if (shared.json) {
            around.output().json(groups);
            return 0;
        }
        List<List<String>> rows = new ArrayList<>();
        groups.path("items").forEach(group -> rows.add(row(group)));
        Table.lines(List.of("TASKS", "TYPE", "CODE", "LAST", "ONE OF THEM", "CAUSE"), rows)
                .forEach(around.output()::line);
        if (!groups.path("complete").asBoolean()) {
            around.output()
                    .line(
                            "Of the newest %d: there are more."
                                    .formatted(groups.path("looked_at").asLong()));
        }
        return 0;
    }

    private static List<String> row(JsonNode group) {
        return List.of(
                group.path("tasks").asText(),
                group.path("type").asText(),
                group.path("code").asText(),
                group.path("last_at").asText(),
                group.path("sample").path(0).asText(),
                group.path("cause").asText());
    }
}
