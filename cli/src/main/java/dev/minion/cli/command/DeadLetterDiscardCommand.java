package dev.minion.cli.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.minion.cli.Output;
import dev.minion.cli.Surroundings;
import dev.minion.cli.client.Coordinator;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code minion dead-letters discard}. */
@Command(name = "discard", description = "Takes tasks off the dead letters; they stay as they are.")
final class DeadLetterDiscardCommand implements Callable<Integer> {

    private final Surroundings around;

    @Mixin private final Shared shared = new Shared();

    @Parameters(arity = "1..*", paramLabel = "ID", description = "The tasks' ids.")
    private List<String> ids = new ArrayList<>();

    @Option(names = "--reason", required = true, description = "Why; kept in their timelines.")
    private String reason = "";

    DeadLetterDiscardCommand(Surroundings around) {
        this.around = around;
    }

    @Override
    public Integer call() {
        Coordinator coordinator = new Coordinator(around.url());
        ArrayNode answers = Output.JSON.createArrayNode();
        for (String id : ids) {
            answers.add(coordinator.discardDeadLetter(id, reason));
            if (!shared.json) {
                around.output().line(id + " is discarded");
            }
        }
        if (shared.json) {
            around.output().json(Output.JSON.createObjectNode().set("items", answers));
        }
        return 0;
    }
}
