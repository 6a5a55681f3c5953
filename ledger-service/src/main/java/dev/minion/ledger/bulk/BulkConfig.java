package dev.minion.ledger.bulk;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How bulk jobs are carried out. */
@ConfigMapping(prefix = "minion.ledger.bulk")
interface BulkConfig {

    /**
     * How often to look for a job that another replica has taken in, or left behind: one that was
     * taken in here begins at once.
     */
    @WithDefault("2s")
    Duration lookEvery();

    /** Between two pages, so that a job never has a connection for itself. */
    @WithDefault("10ms")
    Duration shortestPause();

    /** Tasks of a page at most: few enough for a short commit. */
    @WithDefault("200")
    int pageTasks();

    /** Jobs of all namespaces that may be under way. */
    @WithDefault("100")
    int openJobs();
}
