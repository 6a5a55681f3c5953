package dev.minion.coordinator.dedup;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Whether and how dedup is asked. */
@ConfigMapping(prefix = "minion.dedup")
public interface DedupSettings {

    /** Whether it is asked at all; without it the ledger alone keeps doubles out. */
    @WithDefault("${DEDUP_ENABLED:true}")
    boolean enabled();

    /** Marks that may wait to be told to dedup; what is more is dropped, at no harm. */
    @WithDefault("10000")
    int queuedMarks();
}
