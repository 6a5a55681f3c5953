package dev.minion.ledger.memory;

import io.quarkus.runtime.LaunchMode;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Whether this process is a ledger in memory, and what it needs for that. */
public final class InMemoryLedger {

    /** Where the mode is not that of development, no ledger may forget. */
    static final String REFUSED =
            """
            LEDGER_TYPE=inmemory keeps tasks only as long as the ledger runs, and is for development: \
            set MINION_MODE=development if you mean it, or LEDGER_TYPE to postgres or hybrid.""";

    /** Held as long as the process runs: the database ends where it is let go of. */
    @SuppressWarnings("unused")
    private static volatile @Nullable PrivatePostgres database;

    private InMemoryLedger() {}

    /** Whether the environment asks for it. */
    public static boolean wanted(Map<String, String> environment) {
        return environment.getOrDefault("LEDGER_TYPE", "").equalsIgnoreCase("inmemory");
    }

    /**
     * Starts the database, and has the service of this process use it.
     *
     * @throws IOException that tells what is missing, where it cannot be started
     * @throws IllegalStateException outside the development mode
     */
    public static void begin(Map<String, String> environment) throws IOException {
        if (!development(environment)) {
            throw new IllegalStateException(REFUSED);
        }
        PrivatePostgres started =
                PrivatePostgres.start(PostgresPrograms.of(environment), Memory.here());
        started.settings().forEach(System::setProperty);
        database = started;
    }

    private static boolean development(Map<String, String> environment) {
        return environment.getOrDefault("MINION_MODE", "").equalsIgnoreCase("development")
                || LaunchMode.current() == LaunchMode.DEVELOPMENT;
    }
}
