package dev.minion.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.minion.cli.Surroundings;
import dev.minion.cli.client.Coordinator;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code minion workers}. */
@Command(name = "workers", description = "Lists the workers and what they are at.")
final class WorkersCommand implements Callable<Integer> {

    private final Surroundings around;

    @Mixin private final Shared shared = new Shared();

    WorkersCommand(Surroundings around) {
        this.around = around;
    }

    @Override
    public Integer call() {
        JsonNode answer = new Coordinator(around.url()).workers();
        if (shared.json) {
            around.output().json(answer);
            return 0;
        }
        List<List<String>> rows = new ArrayList<>();
        answer.path("items").forEach(worker -> rows.add(row(worker)));
        Table.lines(List.of("ID", "STATUS", "RUNNING", "CAPACITY", "LABELS", "CAPABILITIES"), rows)
                .forEach(around.output()::line);
        breakers(answer).forEach(around.output()::line);
        return 0;
    }

    /** Who is kept from what; nothing where nobody is. */
    private static List<String> breakers(JsonNode answer) {
        List<List<String>> rows = new ArrayList<>();
        answer.path("items")
                .forEach(
                        worker ->
                                worker.path("breakers")
                                        .forEach(breaker -> rows.add(row(worker, breaker))));
        if (rows.isEmpty()) {
            return List.of();
        }
        List<String> lines = new ArrayList<>();
        lines.add("");
        lines.addAll(
                Table.lines(List.of("ID", "BREAKER", "TYPE", "FAILED", "OF", "TRIED AGAIN"), rows));
        return lines;
    }

    private static List<String> row(JsonNode worker, JsonNode breaker) {
        return List.of(
                worker.path("id").asText(),
                breaker.path("state").asText().replace('_', ' '),
                breaker.path("type").asText(),
                Math.round(100 * breaker.path("failure_rate").asDouble()) + " %",
                breaker.path("attempts").asText(),
                breaker.path("retry_at").asText());
    }

    private static String labels(JsonNode labels) {
        List<String> pairs = new ArrayList<>();
        labels.properties().forEach(l -> pairs.add(l.getKey() + "=" + l.getValue().asText()));
        return pairs.isEmpty() ? "-" : String.join(",", pairs);
    }

    private static List<String> row(JsonNode worker) {
        List<String> capabilities = new ArrayList<>();
        worker.path("capabilities").forEach(each -> capabilities.add(each.asText()));
        JsonNode running = worker.path("running");
        return List.of(
                worker.path("id").asText(),
                worker.path("status").asText("-"),
                running.isArray() ? Integer.toString(running.size()) : running.asText("0"),
                worker.path("capacity").asText("-"),
                labels(worker.path("labels")),
                String.join(" ", capabilities));
    }
}
