package dev.minion.cli.command;

import dev.minion.cli.Surroundings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code minion restore}. */
@Command(
        name = "restore",
        description = {
            "Replaces the ledger by a backup, while no ledger runs: see down.",
            "Open attempts are issued again, and what older ones report is refused.",
            "The database is this stack's, which need not be up, or the one that",
            "POSTGRES_HOST and the other POSTGRES_ variables name."
        })
final class RestoreCommand implements Callable<Integer> {

    private final Surroundings around;

    @Mixin private final Shared shared = new Shared();

    @Parameters(paramLabel = "FILE", description = "What backup has written.")
    private Path file = Path.of("");

    @Option(names = "--yes", description = "Agree to the loss of what came after the backup.")
    private boolean agreed;

    @Option(
            names = "--report",
            paramLabel = "FILE",
            description = "Where to name what is lost (default: FILE.lost.json).")
    private Optional<Path> report = Optional.empty();

    RestoreCommand(Surroundings around) {
        this.around = around;
    }

    @Override
    public Integer call() {
        List<String> words = new ArrayList<>();
        words.add("restore");
        words.add(around.directory().resolve(file).toString());
        report.ifPresent(
                named -> {
                    words.add("--report");
                    words.add(around.directory().resolve(named).toString());
                });
        if (agreed) {
            words.add("--yes");
        }
        if (shared.json) {
            words.add("--json");
        }
        return LedgerProgram.run(around, words);
    }
}
