package dev.minion.ledger;

import dev.minion.ledger.backup.BackupCommand;
import dev.minion.ledger.backup.RestoreCommand;
import dev.minion.ledger.copy.CopyCommand;
import dev.minion.ledger.generation.GenerateCommand;
import dev.minion.ledger.index.IndexCommand;
import dev.minion.ledger.memory.InMemoryLedger;
import dev.minion.ledger.migration.CommandEnd;
import dev.minion.ledger.migration.MigrateCommand;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** The process: the service, or a command that needs nothing but the database. */
@QuarkusMain
public final class LedgerMain {

    private static final Set<String> COMMANDS =
            Set.of("migrate", "backup", "restore", "generate", "copy", "index");

    private LedgerMain() {}

    /**
     * Runs the service, or instead {@code migrate}, {@code backup}, {@code restore}, {@code
     * generate}, {@code copy} or {@code index}.
     */
    public static void main(String... arguments) {
        List<String> words = Arrays.asList(arguments);
        List<String> rest = words.isEmpty() ? words : words.subList(1, words.size());
        String word = words.isEmpty() ? "" : words.getFirst();
        if (InMemoryLedger.wanted(System.getenv())) {
            inMemory(word, arguments);
            return;
        }
        switch (word) {
            case "migrate" -> System.exit(MigrateCommand.ofEnvironment().run(rest).code());
            case "backup" -> System.exit(BackupCommand.ofEnvironment().run(rest).code());
            case "restore" -> System.exit(RestoreCommand.ofEnvironment().run(rest).code());
            case "generate" -> System.exit(GenerateCommand.ofEnvironment().run(rest).code());
            case "copy" -> System.exit(CopyCommand.ofEnvironment().run(rest).code());
            case "index" -> System.exit(IndexCommand.ofEnvironment().run(rest).code());
            default -> Quarkus.run(arguments);
        }
    }

    private static void inMemory(String word, String... arguments) {
        try {
            if (COMMANDS.contains(word)) {
                throw new IllegalStateException(
                        word + " needs a database that stays, and LEDGER_TYPE is inmemory.");
            }
            InMemoryLedger.begin(System.getenv());
        } catch (IOException | IllegalStateException refused) {
            System.err.println(refused.getMessage());
            System.exit(CommandEnd.USAGE.code());
        }
        Quarkus.run(arguments);
    }
}
