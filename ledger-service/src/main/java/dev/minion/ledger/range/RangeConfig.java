package dev.minion.ledger.range;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** How long the ranges are. */
@ConfigMapping(prefix = "minion.ledger.ranges")
interface RangeConfig {

    /** From the start of a range to its end, at least an hour. */
    @WithDefault("${LEDGER_PARTITION_INTERVAL:}")
    Optional<Duration> interval();

    /** As for retention. */
    @WithDefault("${LEDGER_AUTO_PURGE:false}")
    boolean autoPurge();

    /** As for retention. */
    @WithDefault("${LEDGER_RETAIN_DURATION:168h}")
    Duration retainDuration();

    /** Between two looks. */
    @WithDefault("1m")
    Duration lookEvery();
}
