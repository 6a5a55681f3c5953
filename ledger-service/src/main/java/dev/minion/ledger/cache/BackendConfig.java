package dev.minion.ledger.cache;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** What stands behind the ledger; all replicas have the same. */
@ConfigMapping(prefix = "minion.ledger.backend")
public interface BackendConfig {

    /** Postgres alone, unless asked otherwise: most reads are of what has just changed. */
    @WithDefault("${LEDGER_TYPE:postgres}")
    LedgerType type();

    /** How long a cached task may be old where the word of its change was lost. */
    @WithDefault("${LEDGER_CACHE_TTL:30s}")
    Duration cacheTtl();

    /** Bytes of cached tasks: some 64,000 small ones. */
    @WithDefault("${LEDGER_CACHE_SIZE:64M}")
    MemorySize cacheSize();
}
