package dev.minion.ledger.memory;

import dev.minion.ledger.cache.BackendConfig;
import dev.minion.ledger.cache.LedgerType;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** No ledger that is called one in memory may write to a database that stays. */
@ApplicationScoped
class PrivacyCheck {

    private static final int FIRST = 1;

    private final BackendConfig config;
    private final boolean isPrivate;

    PrivacyCheck(
            BackendConfig config,
            @ConfigProperty(name = PrivatePostgres.PRIVATE, defaultValue = "false")
                    boolean isPrivate) {
        this.config = config;
        this.isPrivate = isPrivate;
    }

    void start(@Observes @Priority(FIRST) StartupEvent started) {
        if (config.type() == LedgerType.INMEMORY && !isPrivate) {
            throw new IllegalStateException(
                    "a ledger in memory is asked for by the environment variable LEDGER_TYPE");
        }
    }
}
