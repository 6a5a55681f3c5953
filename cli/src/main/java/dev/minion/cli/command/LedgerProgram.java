package dev.minion.cli.command;

import dev.minion.cli.Surroundings;
import dev.minion.localstack.stack.LocalStack;
import java.time.Duration;
import java.util.List;

/** Commands that the ledger's program does, over the database alone. */
final class LedgerProgram {

    private static final Duration READY = Duration.ofMinutes(1);
    private static final String ELSEWHERE = "POSTGRES_HOST";

    private LedgerProgram() {}

    /**
     * Runs it over this stack's database, or over the one that the environment names.
     *
     * @return how it ended
     */
    static int run(Surroundings around, List<String> words) {
        LocalStack stack = around.localStack();
        return System.getenv(ELSEWHERE) == null
                ? stack.ledgerCommand(words, READY)
                : stack.ledgerCommandElsewhere(words);
    }
}
