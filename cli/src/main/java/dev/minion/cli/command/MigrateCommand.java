package dev.minion.cli.command;

import dev.minion.cli.Surroundings;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code minion migrate}. */
@Command(
        name = "migrate",
        description = {
            "Changes the ledger's schema by hand; a ledger that starts goes up by itself.",
            "The database is this stack's, which need not be up, or the one that",
            "POSTGRES_HOST and the other POSTGRES_ variables name."
        })
final class MigrateCommand implements Callable<Integer> {

    /** What can be done. */
    enum Action {
        UP,
        DOWN,
        STATUS,
        HISTORY
    }

    private final Surroundings around;

    @Mixin private final Shared shared = new Shared();

    @Parameters(
            paramLabel = "up|down|status|history",
            description = {
                "up applies what is missing,",
                "down takes the newest changes back,",
                "status tells which are applied,",
                "history every move in both directions."
            })
    private Action action = Action.STATUS;

    @Option(
            names = "--changes",
            paramLabel = "N",
            description = "How many down takes back; default 1.")
    private int changes = 1;

    @Option(names = "--yes", description = "Agree to the loss of the data in what goes.")
    private boolean agreed;

    MigrateCommand(Surroundings around) {
        this.around = around;
    }

    @Override
    public Integer call() {
        return LedgerProgram.run(around, words());
    }

    private List<String> words() {
        List<String> words = new ArrayList<>();
        words.add("migrate");
        words.add(action.name().toLowerCase(Locale.ROOT));
        if (action == Action.DOWN) {
            words.add("--changes");
            words.add(Integer.toString(changes));
        }
        if (agreed) {
            words.add("--yes");
        }
        if (shared.json) {
            words.add("--json");
        }
        return words;
    }
}
