package dev.minion.cli.command;

import dev.minion.cli.Surroundings;
import dev.minion.cli.client.Coordinator;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code minion pause}. */
@Command(
        name = "pause",
        description = {
            "Has tasks wait until they are resumed.",
            "One that runs goes on, and waits where it would be tried again."
        })
final class PauseCommand implements Callable<Integer> {

    private final Surroundings around;

    @Mixin private final Shared shared = new Shared();

    @Parameters(arity = "1..*", paramLabel = "ID", description = "The tasks' ids.")
    private List<String> ids = new ArrayList<>();

    @Option(names = "--reason", description = "Why, for their timelines.")
    private String reason = "";

    PauseCommand(Surroundings around) {
        this.around = around;
    }

    @Override
    public Integer call() {
        Coordinator coordinator = new Coordinator(around.url());
        return new TasksChanged(around.output(), shared.json)
                .each(ids, id -> coordinator.pause(id, reason));
    }
}
