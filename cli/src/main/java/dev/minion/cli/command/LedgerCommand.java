package dev.minion.cli.command;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code minion ledger}: what is done to the ledger as a whole. */
@Command(
        name = "ledger",
        description = "Looks after the ledger as a whole.",
        synopsisSubcommandLabel = "COMMAND")
final class LedgerCommand implements Callable<Integer> {

    @Spec private CommandSpec spec = CommandSpec.create();

    @Mixin final Shared shared = new Shared();

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "What is to be done? copy or index.");
    }
}
