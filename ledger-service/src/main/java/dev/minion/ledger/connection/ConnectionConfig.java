package dev.minion.ledger.connection;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Which connections to Postgres stay open. */
@ConfigMapping(prefix = "minion.ledger.connections")
interface ConnectionConfig {

    /** Kept open while nothing goes on (POSTGRES_IDLE_CONNS), so that a burst finds them. */
    @WithDefault("5")
    int idle();

    /** Between two uses of them: well below the idle timeout of the pool. */
    @WithDefault("3m")
    Duration touchEvery();
}
