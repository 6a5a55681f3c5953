package dev.minion.cli.command;

import dev.minion.cli.Output;
import dev.minion.cli.Surroundings;
import dev.minion.localstack.stack.LocalStack;
import dev.minion.localstack.stack.StackObserver;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code minion down}. */
@Command(
        name = "down",
        description = "Stops the stack on this machine; its data stay, unless they are wiped.")
final class DownCommand implements Callable<Integer> {

    private final Surroundings around;

    @Mixin private final Shared shared = new Shared();

    @Option(names = "--wipe", description = "Remove all data and logs of the stack as well.")
    private boolean wipe;

    DownCommand(Surroundings around) {
        this.around = around;
    }

    @Override
    public Integer call() {
        LocalStack stack = around.localStack();
        Output output = around.output();
        StackObserver observer = shared.json ? StackObserver.SILENT : StackReport.observer(output);
        boolean ran = stack.down(observer);
        if (wipe) {
            stack.wipe(observer);
        }
        if (shared.json) {
            output.json(Output.JSON.createObjectNode().put("stopped", ran).put("wiped", wipe));
        } else {
            output.line(ran ? "Minion is down." : "Minion was down already.");
            if (wipe) {
                output.line("Its data are gone.");
            }
        }
        return 0;
    }
}
