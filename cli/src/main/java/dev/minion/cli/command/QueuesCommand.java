package dev.minion.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.minion.cli.Surroundings;
import dev.minion.cli.client.Coordinator;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code minion queues}. */
@Command(
        name = "queues",
        description = "Lists the queues by key: what waits, what runs, and what may.")
final class QueuesCommand implements Callable<Integer> {

    private final Surroundings around;

    @Mixin private final Shared shared = new Shared();

    QueuesCommand(Surroundings around) {
        this.around = around;
    }

    @Override
    public Integer call() {
        JsonNode queues = new Coordinator(around.url()).queues();
        if (shared.json) {
            around.output().json(queues);
            return 0;
        }
        List<List<String>> rows = new ArrayList<>();
        queues.forEach(queue -> rows.add(row(queue)));
        Table.lines(List.of("KEY", "QUEUED", "RUNNING", "LIMIT", "RATE", "OLDEST", "PAUSED"), rows)
                .forEach(around.output()::line);
        return 0;
    }

    private static List<String> row(JsonNode queue) {
        JsonNode flow = queue.path("flow");
        JsonNode rate = flow.path("rate");
        String more = queue.path("queued_is_least").asBoolean() ? "+" : "";
        return List.of(
                queue.path("key").asText("-"),
                queue.path("queued").asText("0") + more,
                queue.path("running").asText("0"),
                flow.path("concurrency").asText("-"),
                rate.isObject()
                        ? rate.path("limit").asText() + "/" + rate.path("per").asText()
                        : "-",
                queue.path("oldest_at").asText("-"),
                queue.path("paused").asBoolean() ? "yes" : "-");
    }
}
