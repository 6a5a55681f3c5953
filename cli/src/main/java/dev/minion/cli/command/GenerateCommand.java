package dev.minion.cli.command;

import dev.minion.cli.Surroundings;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code minion generate}. */
@Command(
        name = "generate",
        description = {
            "Fills the ledger with made-up tasks, for trials of large tables.",
            "Most have completed; no worker has the types of the open ones.",
            "The database is the one that migrate takes; its schema must be there."
        })
final class GenerateCommand implements Callable<Integer> {

    private final Surroundings around;

    @Mixin private final Shared shared = new Shared();

    @Option(names = "--tasks", required = true, paramLabel = "N", description = "How many.")
    private long tasks;

    @Option(
            names = "--days",
            paramLabel = "N",
            description = "Over so many days, until now; default 7.")
    private int days = 7;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "The same makes the same values; default 1.")
    private int seed = 1;

    GenerateCommand(Surroundings around) {
        this.around = around;
    }

    @Override
    public Integer call() {
        return LedgerProgram.run(around, words());
    }

    private List<String> words() {
        List<String> words =
                new ArrayList<>(
                        List.of(
                                "generate",
                                "--tasks",
                                Long.toString(tasks),
                                "--days",
                                Integer.toString(days),
                                "--seed",
                                Integer.toString(seed)));
        if (shared.json) {
            words.add("--json");
        }
        return words;
    }
}
