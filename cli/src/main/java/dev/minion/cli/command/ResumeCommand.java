package dev.minion.cli.command;

import dev.minion.cli.Output;
import dev.minion.cli.Surroundings;
import dev.minion.cli.client.Coordinator;
import dev.minion.cli.client.TaskView;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code minion resume}. */
@Command(name = "resume", description = "Lets paused tasks go on, with their retries anew.")
final class ResumeCommand implements Callable<Integer> {

    private final Surroundings around;

    @Mixin private final Shared shared = new Shared();

    @Parameters(arity = "1..*", paramLabel = "ID", description = "The tasks' ids.")
    private List<String> ids = new ArrayList<>();

    ResumeCommand(Surroundings around) {
        this.around = around;
    }

    @Override
    public Integer call() {
        Coordinator coordinator = new Coordinator(around.url());
        var resumed = Output.JSON.createArrayNode();
        for (String id : ids) {
            TaskView task = TaskView.of(coordinator.resume(id));
            resumed.add(task.json());
            if (!shared.json) {
                around.output().line(id + " is " + task.status());
            }
        }
        if (shared.json) {
            var answer = Output.JSON.createObjectNode();
            answer.set("items", resumed);
            around.output().json(answer);
        }
        return 0;
    }
}
