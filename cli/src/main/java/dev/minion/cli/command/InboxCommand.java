package dev.minion.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.minion.cli.Surroundings;
import dev.minion.cli.client.Coordinator;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code minion inbox}. */
@Command(
        name = "inbox",
        description = {
            "Shows what an agent has to read, the oldest first.",
            "It comes again until it is acknowledged: see --read."
        })
final class InboxCommand implements Callable<Integer> {

    private final Surroundings around;

    @Mixin private final Shared shared = new Shared();

    @Parameters(paramLabel = "AGENT", description = "Whose inbox.")
    private String agent = "";

    @Option(
            names = "--wait",
            description = "How long to wait where there is nothing, such as 30s, up to 60s.")
    private String wait = "";

    @Option(names = "--read", description = "Acknowledge what is shown.")
    private boolean read;

    InboxCommand(Surroundings around) {
        this.around = around;
    }

    @Override
    public Integer call() {
        Coordinator coordinator = new Coordinator(around.url());
        JsonNode inbox = coordinator.inbox(agent, wait);
        if (shared.json) {
            around.output().json(inbox);
        } else {
            List<List<String>> rows = new ArrayList<>();
            inbox.path("items").forEach(message -> rows.add(row(message)));
            Table.lines(List.of("ID", "FROM", "CONVERSATION", "POSITION", "BODY"), rows)
                    .forEach(around.output()::line);
        }
        if (read) {
            inbox.path("items")
                    .forEach(message -> coordinator.read(agent, message.path("id").asText()));
        }
        return 0;
    }

    private static List<String> row(JsonNode message) {
        return List.of(
                message.path("id").asText(),
                message.path("sender").asText(),
                message.path("conversation").asText(),
                message.path("position").asText(),
                message.path("body").toString());
    }
}
