package dev.minion.ledger;

import dev.minion.ledger.backup.BackupCommand;
import dev.minion.ledger.backup.RestoreCommand;
import dev.minion.ledger.copy.CopyCommand;
import dev.minion.ledger.migration.MigrateCommand;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.util.Arrays;
import java.util.List;

/** The process: the service, or a command that needs nothing but the database. */
@QuarkusMain
public final class LedgerMain {

    private LedgerMain() {}

    /**
     * Runs the service, or instead {@code migrate}, {@code backup}, {@code restore} or {@code
     * copy}.
     */
    public static void main(String... arguments) {
        List<String> words = Arrays.asList(arguments);
        List<String> rest = words.isEmpty() ? words : words.subList(1, words.size());
        switch (words.isEmpty() ? "" : words.getFirst()) {
            case "migrate" -> System.exit(MigrateCommand.ofEnvironment().run(rest).code());
            case "backup" -> System.exit(BackupCommand.ofEnvironment().run(rest).code());
            case "restore" -> System.exit(RestoreCommand.ofEnvironment().run(rest).code());
            case "copy" -> System.exit(CopyCommand.ofEnvironment().run(rest).code());
            default -> Quarkus.run(arguments);
        }
    }
}
