package dev.minion.coordinator.ledger;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How patient calls to the ledger are. */
@ConfigMapping(prefix = "minion.ledger")
public interface LedgerSettings {

    /** Time for one call; the outcome of a call that took longer is unknown. */
    @WithDefault("5s")
    Duration callTimeout();

    /**
     * How long a call is made again before the client is told 503. Long enough for a ledger that
     * restarts, short enough for a client that waits.
     */
    @WithDefault("15s")
    Duration patience();

    /** First pause between two calls; it doubles up to {@link #longestPause()}. */
    @WithDefault("50ms")
    Duration firstPause();

    /** Longest pause between two calls. */
    @WithDefault("1s")
    Duration longestPause();

    /** Age up to which a good answer shows that the ledger is there, for readiness. */
    @WithDefault("2s")
    Duration freshAnswer();
}
