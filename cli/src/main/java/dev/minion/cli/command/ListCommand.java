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

/** {@code minion list}. */
@Command(name = "list", description = "Lists tasks, the newest first.")
final class ListCommand implements Callable<Integer> {

    private final Surroundings around;

    @Mixin private final Shared shared = new Shared();

    @Option(
            names = {"-s", "--status"},
            description = "Only those with this status; may be repeated.")
    private List<String> statuses = new ArrayList<>();

    @Mixin private final TaskKind kind = new TaskKind();

    @Option(names = "--sort", description = "Such as created_at or -priority.")
    private String sort = "-created_at";

    @Option(names = "--limit", description = "At most so many, up to 1000 (default: 50).")
    private int limit = 50;

    @Option(names = "--cursor", description = "Go on where an earlier list ended.")
    private String cursor = "";

    ListCommand(Surroundings around) {
        this.around = around;
    }

    @Override
    public Integer call() {
        JsonNode page = new Coordinator(around.url()).tasks(query());
        if (shared.json) {
            around.output().json(page);
            return 0;
        }
        List<List<String>> rows = new ArrayList<>();
        page.path("items").forEach(item -> rows.add(row(TaskView.of(item))));
        Table.lines(List.of("ID", "STATUS", "ATTEMPT", "TYPE", "NAME"), rows)
                .forEach(around.output()::line);
        String next = page.path("next_cursor").asText("");
        if (!next.isEmpty() && !next.equals("null")) {
            around.output().line("There may be more: --cursor " + next);
        }
        return 0;
    }

    private List<Map.Entry<String, String>> query() {
        List<Map.Entry<String, String>> query = new ArrayList<>();
        statuses.forEach(status -> query.add(Map.entry("status", status)));
        Map<String, String> given = kind.parameters();
        given.put("cursor", cursor);
        given.values().removeIf(String::isEmpty);
        query.addAll(given.entrySet());
        query.add(Map.entry("sort", sort));
        query.add(Map.entry("limit", Integer.toString(limit)));
        return query;
    }

    private static List<String> row(TaskView task) {
        return List.of(
                task.id(),
                task.status(),
                Integer.toString(task.attempt()),
                task.type(),
                task.name());
    }
}
