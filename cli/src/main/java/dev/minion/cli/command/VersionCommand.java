package dev.minion.cli.command;

import dev.minion.cli.Output;
import dev.minion.cli.Surroundings;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code minion version}. */
@Command(name = "version", description = "Shows the version.")
final class VersionCommand implements Callable<Integer> {

    private final Surroundings around;

    @Mixin private final Shared shared = new Shared();

    VersionCommand(Surroundings around) {
        this.around = around;
    }

    @Override
    public Integer call() throws IOException {
        if (shared.json) {
            around.output().json(Output.JSON.createObjectNode().put("version", Version.number()));
        } else {
            around.output().line("Minion " + Version.number());
        }
        return 0;
    }
}
