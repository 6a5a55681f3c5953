package dev.minion.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.minion.cli.Surroundings;
import dev.minion.cli.client.Coordinator;
import dev.minion.cli.client.Unreachable;
import dev.minion.cli.progress.Printable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code minion changes}. */
@Command(
        name = "changes",
        description = {
            "Shows what became of all tasks, in order, one change a line.",
            "With --json each line is an object, whose cursor is a point to go on from."
        })
final class ChangesCommand implements Callable<Integer> {

    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final String WAIT = "30s";
    private static final String PAGE = "1000";

    private final Surroundings around;

    @Mixin private final Shared shared = new Shared();

    @Option(
            names = "--after",
            description = {
                "From where on: a cursor, now, or a time such as",
                "2026-12-01T00:00:00Z (default: the first that is kept)."
            })
    private String after = "";

    @Option(
            names = {"-f", "--follow"},
            description = "Go on with what changes from now on.")
    private boolean follow;

    @Option(
            names = {"-t", "--type"},
            description = "Only tasks of this type; may be repeated.")
    private List<String> types = new ArrayList<>();

    @Option(
            names = {"-s", "--status"},
            description = "Only changes to this status; may be repeated.")
    private List<String> statuses = new ArrayList<>();

    ChangesCommand(Surroundings around) {
        this.around = around;
    }

    @Override
    public Integer call() {
        Coordinator coordinator = new Coordinator(around.url());
        JsonNode page = show(coordinator.changes(query("")));
        while (follow || !page.path("caught_up").asBoolean()) {
            page = next(coordinator, page);
        }
        if (!shared.json) {
            around.output().line("Go on from there: --after " + after);
        }
        return 0;
    }

    /** Who follows stays when the coordinator is away for a while. */
    private JsonNode next(Coordinator coordinator, JsonNode before) {
        try {
            return show(coordinator.changes(query(follow ? WAIT : "")));
        } catch (Unreachable away) {
            if (!follow) {
                throw away;
            }
            around.pause().accept(PAUSE);
            return before;
        }
    }

    private JsonNode show(JsonNode page) {
        page.path("items").forEach(change -> around.output().line(line(change)));
        after = page.path("next_cursor").asText();
        return page;
    }

    private List<Map.Entry<String, String>> query(String wait) {
        List<Map.Entry<String, String>> query = new ArrayList<>();
        if (!after.isEmpty()) {
            query.add(Map.entry("after", after));
        }
        types.forEach(type -> query.add(Map.entry("type", type)));
        statuses.forEach(status -> query.add(Map.entry("status", status)));
        if (!wait.isEmpty()) {
            query.add(Map.entry("wait", wait));
        }
        query.add(Map.entry("limit", PAGE));
        return query;
    }

    private String line(JsonNode change) {
        if (shared.json) {
            return change.toString();
        }
        String from = change.path("from").asText("");
        List<String> words = new ArrayList<>();
        words.add(change.path("at").asText());
        words.add(change.path("task_id").asText());
        words.add(change.path("type").asText());
        words.add(from.equals("null") ? "" : from);
        words.add("->");
        words.add(change.path("to").asText());
        words.add("attempt " + change.path("attempt").asInt());
        List.of("worker", "code", "reason")
                .forEach(
                        name -> {
                            if (change.hasNonNull(name)) {
                                words.add(change.path(name).asText());
                            }
                        });
        words.removeIf(String::isEmpty);
        return Printable.text(String.join("  ", words));
    }
}
