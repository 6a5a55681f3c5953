package dev.minion.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.minion.cli.ExitCode;
import dev.minion.cli.Output;
import dev.minion.cli.Surroundings;
import dev.minion.localstack.stack.ComponentStatus;
import dev.minion.localstack.stack.LocalStack;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code minion status}. */
@Command(
        name = "status",
        description = {
            "Tells what runs of the stack on this machine, and how it is.",
            "Exit code 0 when all of it runs and answers, 3 otherwise."
        })
final class StatusCommand implements Callable<Integer> {

    private final Surroundings around;

    @Mixin private final Shared shared = new Shared();

    StatusCommand(Surroundings around) {
        this.around = around;
    }

    @Override
    public Integer call() {
        LocalStack stack = around.localStack();
        List<ComponentStatus> all = stack.status();
        boolean up = all.stream().allMatch(c -> c.state() == ComponentStatus.State.RUNNING);
        if (shared.json) {
            ObjectNode answer = Output.JSON.createObjectNode();
            answer.put("up", up).put("url", stack.url());
            answer.set("components", StackReport.json(all));
            around.output().json(answer);
        } else {
            Table.lines(List.of("NAME", "STATE", "PID", "PORTS", "MEMORY"), StackReport.table(all))
                    .forEach(around.output()::line);
            all.stream()
                    .filter(each -> each.state() == ComponentStatus.State.DEAD)
                    .forEach(
                            dead ->
                                    around.output()
                                            .line(
                                                    dead.name()
                                                            + " ended by itself; its log is "
                                                            + dead.log()));
        }
        return (up ? ExitCode.DONE : ExitCode.UNREACHABLE).number();
    }
}
