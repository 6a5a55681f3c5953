package dev.minion.cli.command;

import dev.minion.cli.Surroundings;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code minion ledger index}. */
@Command(
        name = "index",
        description = {
            "Adds and drops indexes for lists of tasks, while work goes on.",
            "Each costs every task something: docs/lists.md tells which serves what.",
            "Killed, an add goes on where it was when it is repeated.",
            "The database is this stack's, which need not be up, or the one that",
            "POSTGRES_HOST and the other POSTGRES_ variables name."
        })
final class LedgerIndexCommand implements Callable<Integer> {

    /** What can be done. */
    enum Action {
        LIST,
        ADD,
        DROP
    }

    private final Surroundings around;

    @Mixin private final Shared shared = new Shared();

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "list|add|drop",
            description = {
                "list tells which there are, and their size,",
                "add builds one, or the rest of it,",
                "drop removes one."
            })
    private Action action = Action.LIST;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "NAME",
            description = {
                "namespace, type, created_by, assigned_to or",
                "metadata.KEY, with -updated or -priority behind it",
                "for lists in that order; or name."
            })
    private Optional<String> index = Optional.empty();

    LedgerIndexCommand(Surroundings around) {
        this.around = around;
    }

    @Override
    public Integer call() {
        List<String> words =
                new ArrayList<>(List.of("index", action.name().toLowerCase(Locale.ROOT)));
        index.ifPresent(words::add);
        if (shared.json) {
            words.add("--json");
        }
        return LedgerProgram.run(around, words);
    }
}
