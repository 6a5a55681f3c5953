package dev.minion.cli.command;

import dev.minion.cli.Surroundings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code minion ledger copy}. */
@Command(
        name = "copy",
        description = {
            "Copies the ledger into another database while work goes on.",
            "Killed, it goes on where it was. Repeated, it catches up.",
            "The source is this stack's database, which need not be up, or the one that",
            "POSTGRES_HOST and the other POSTGRES_ variables name. The target's password",
            "is in TARGET_POSTGRES_PASSWORD, or else the source's."
        })
final class LedgerCopyCommand implements Callable<Integer> {

    private final Surroundings around;

    @Mixin private final Shared shared = new Shared();

    @Option(
            names = "--to",
            required = true,
            paramLabel = "ADDRESS",
            description = {
                "The target: postgres://USER@HOST:PORT/DB, with",
                "?sslmode=MODE where needed. It is empty, or has",
                "what an earlier copy has begun."
            })
    private String to = "";

    @Option(
            names = "--finish",
            description = {
                "Wait until no ledger runs on the source, copy the",
                "rest, compare all, make the target the ledger."
            })
    private boolean finish;

    @Option(
            names = "--rows-per-s",
            paramLabel = "N",
            description = {"Read no more rows a second, until the ledgers", "are stopped."})
    private Optional<Integer> rowsPerSecond = Optional.empty();

    @Option(
            names = "--until-within",
            paramLabel = "N",
            description = {
                "Catch up until no more than N rows change",
                "meanwhile (default: 100)."
            })
    private Optional<Integer> within = Optional.empty();

    LedgerCopyCommand(Surroundings around) {
        this.around = around;
    }

    @Override
    public Integer call() {
        List<String> words = new ArrayList<>(List.of("copy", "--to", to));
        if (finish) {
            words.add("--finish");
        }
        rowsPerSecond.ifPresent(rows -> words.addAll(List.of("--rows-per-s", rows.toString())));
        within.ifPresent(rows -> words.addAll(List.of("--until-within", rows.toString())));
        if (shared.json) {
            words.add("--json");
        }
        return LedgerProgram.run(around, words);
    }
}
