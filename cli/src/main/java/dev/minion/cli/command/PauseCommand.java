package dev.minion.cli.command;

import dev.minion.cli.CliException;
import dev.minion.cli.Surroundings;
import dev.minion.cli.client.Coordinator;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code minion pause}. */
@Command(
        name = "pause",
        description = {
            "Has tasks wait until they are resumed: those with the ids, or all of a type,",
            "of a namespace, of a key, or everything.",
            "What runs goes on. A task that was paused by its id waits where it would be",
            "tried again."
        })
final class PauseCommand implements Callable<Integer> {

    private final Surroundings around;

    @Mixin private final Shared shared = new Shared();

    @Mixin private final PauseScope scope = new PauseScope();

    @Mixin private final ScopePauses.Terms terms = new ScopePauses.Terms();

    @Parameters(arity = "0..*", paramLabel = "ID", description = "The tasks' ids.")
    private List<String> ids = new ArrayList<>();

    PauseCommand(Surroundings around) {
        this.around = around;
    }

    @Override
    public Integer call() {
        scope.requireInsteadOf(ids);
        Coordinator coordinator = new Coordinator(around.url());
        if (ids.isEmpty()) {
            return new ScopePauses(coordinator, around.output(), shared.json).start(scope, terms);
        }
        if (terms.areOfScope()) {
            throw CliException.usage("--for and --unknown are not for single tasks.");
        }
        return new TasksChanged(around.output(), shared.json)
                .each(ids, id -> coordinator.pause(id, terms.reason()));
    }
}
