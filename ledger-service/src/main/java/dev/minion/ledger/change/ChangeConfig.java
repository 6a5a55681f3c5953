package dev.minion.ledger.change;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How long changes can be followed. */
@ConfigMapping(prefix = "minion.ledger.changes")
interface ChangeConfig {

    /** For a consumer that was away: older ones may be forgotten. */
    @WithDefault("${LEDGER_KEEP_CHANGES:30d}")
    Duration keep();

    /** Between two looks for what can be forgotten. */
    @WithDefault("1m")
    Duration lookEvery();

    /** Rows of the log that one statement forgets. */
    @WithDefault("1000")
    int batch();

    /** Between two looks whether those have ended who may still add to what is asked for. */
    @WithDefault("5ms")
    Duration settleEvery();

    /** Of such looks; then the answer is that there is nothing more by now. */
    @WithDefault("40")
    int settleLooks();
}
