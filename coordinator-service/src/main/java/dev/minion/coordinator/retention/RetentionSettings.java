package dev.minion.coordinator.retention;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How long a request is kept waiting for what the ledger does in steps. */
@ConfigMapping(prefix = "minion.retention")
interface RetentionSettings {

    /** For the end of a dry run; one that takes longer is answered as it is, to be asked for. */
    @WithDefault("5s")
    Duration dryRunWait();

    /** For the end of a restore; one that takes longer is answered with a cursor to go on. */
    @WithDefault("20s")
    Duration restoreWait();

    /** Between two looks at a dry run. */
    @WithDefault("100ms")
    Duration look();
}
