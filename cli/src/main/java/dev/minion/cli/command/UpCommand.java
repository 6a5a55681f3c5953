package dev.minion.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.minion.cli.Output;
import dev.minion.cli.Surroundings;
import dev.minion.localstack.stack.LocalStack;
import dev.minion.localstack.stack.StackObserver;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code minion up}. */
@Command(
        name = "up",
        description = "Starts Postgres, Redis, Kafka and the four services on this machine.")
final class UpCommand implements Callable<Integer> {

    private final Surroundings around;

    @Mixin private final Shared shared = new Shared();

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            description = "How long each process may take to get ready (default: 120).")
    private int timeoutSeconds = 120;

    @Option(
            names = {"-q", "--quiet"},
            description = "Say nothing when all goes well.")
    private boolean quiet;

    @Option(
            names = "--ledger",
            paramLabel = "TYPE",
            description =
                    "What stands behind the ledger when it is started: ${COMPLETION-CANDIDATES}"
                            + " (default: the environment's LEDGER_TYPE, or postgres).")
    private @Nullable Ledger ledger;

    /** The types of the ledger, as it is told them. */
    enum Ledger {
        postgres,
        hybrid,
        inmemory
    }

    UpCommand(Surroundings around) {
        this.around = around;
    }

    @Override
    public Integer call() {
        LocalStack stack =
                around.localStack(ledger == null ? Map.of() : Map.of("LEDGER_TYPE", ledger.name()));
        Output output = around.output();
        long from = System.nanoTime();
        boolean silent = shared.json || quiet;
        StackObserver observer = silent ? StackObserver.SILENT : StackReport.observer(output);
        boolean started = stack.up(Duration.ofSeconds(timeoutSeconds), observer);
        double seconds = (System.nanoTime() - from) / 1e9;
        if (shared.json) {
            ObjectNode answer = Output.JSON.createObjectNode();
            answer.put("started", started).put("seconds", seconds).put("url", stack.url());
            answer.put("trained", stack.trained());
            answer.set("components", StackReport.json(stack.status()));
            output.json(answer);
        } else if (!quiet) {
            output.line(
                    started
                            ? String.format(Locale.ROOT, "Minion is up after %.1f s.", seconds)
                            : "Minion is up already.");
            StackReport.addresses(stack).forEach(output::line);
            if (started && !stack.trained()) {
                output.line("./minion train, once, makes the next starts about twice as fast.");
            }
        }
        return 0;
    }
}
