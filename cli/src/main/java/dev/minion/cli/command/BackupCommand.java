package dev.minion.cli.command;

import dev.minion.cli.Surroundings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code minion backup}. */
@Command(
        name = "backup",
        description = {
            "Writes the ledger as it is at this moment into a file; work goes on.",
            "The database is this stack's, which need not be up, or the one that",
            "POSTGRES_HOST and the other POSTGRES_ variables name."
        })
final class BackupCommand implements Callable<Integer> {

    private final Surroundings around;

    @Mixin private final Shared shared = new Shared();

    @Parameters(
            paramLabel = "FILE",
            description = "A new file; it is there when the backup is whole.")
    private Path file = Path.of("");

    BackupCommand(Surroundings around) {
        this.around = around;
    }

    @Override
    public Integer call() {
        List<String> words = new ArrayList<>();
        words.add("backup");
        words.add(around.directory().resolve(file).toString());
        if (shared.json) {
            words.add("--json");
        }
        return LedgerProgram.run(around, words);
    }
}
