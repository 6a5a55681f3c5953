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

/** {@code minion resume}. */
@Command(
        name = "resume",
        description = {
            "Lets paused tasks go on: those with the ids, or what was paused as a type, a",
            "namespace, a key, or everything.",
            "Where a task's retries had run out, they are counted anew."
        })
final class ResumeCommand implements Callable<Integer> {

    private final Surroundings around;

    @Mixin private final Shared shared = new Shared();

    @Mixin private final PauseScope scope = new PauseScope();

    @Parameters(arity = "0..*", paramLabel = "ID", description = "The tasks' ids.")
    private List<String> ids = new ArrayList<>();

    @Option(names = "--reason", description = "Why, for the timelines of tasks.")
    private String reason = "";

    ResumeCommand(Surroundings around) {
        this.around = around;
    }

    @Override
    public Integer call() {
        scope.requireInsteadOf(ids);
        Coordinator coordinator = new Coordinator(around.url());
        if (ids.isEmpty()) {
            return new ScopePauses(coordinator, around.output(), shared.json).end(scope);
        }
        return new TasksChanged(around.output(), shared.json)
                .each(ids, id -> coordinator.resume(id, reason));
    }
}
