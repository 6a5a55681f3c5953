package dev.minion.ledger;

import dev.minion.ledger.migration.MigrateCommand;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.util.Arrays;
import java.util.List;

/** The process: the service, or a migration by hand, which needs nothing but the database. */
@QuarkusMain
public final class LedgerMain {

    private LedgerMain() {}

    /** Runs the service; {@code migrate ...} runs {@link MigrateCommand} instead. */
    public static void main(String... arguments) {
        List<String> words = Arrays.asList(arguments);
        if (!words.isEmpty() && words.getFirst().equals("migrate")) {
            System.exit(MigrateCommand.ofEnvironment().run(words.subList(1, words.size())).code());
        }
        Quarkus.run(arguments);
    }
}
